"""What Gradio's MCP server (6.31) leaves out: lists of files, and cleaning up the files it was sent."""

from collections.abc import Callable

from gradio.mcp import GradioMCPServer

Place = list[str | int]


def mend() -> None:
    """Puts our conversion of a tool's arguments around Gradio's; once is enough."""
    known = GradioMCPServer.convert_strings_to_filedata
    if not hasattr(known, "mended"):
        GradioMCPServer.convert_strings_to_filedata = mended(known)  # type: ignore[method-assign]


def mended(convert: Callable) -> Callable:
    """Each string of a list of files is a file, too; files that came as data are deleted like all uploads."""

    def converted(server: GradioMCPServer, value: dict, places: list[Place]) -> dict:
        every = [*places, *(each for place in places for each in members(value, place))]
        told = convert(server, value, every)
        for part in told.values():
            for file in part if isinstance(part, list) else [part]:
                if isinstance(file, dict) and "meta" in file and "url" not in file:
                    server.blocks.upload_file_set.add(file["path"])
        return told

    converted.mended = True  # type: ignore[attr-defined]
    return converted


def members(value: dict, place: Place) -> list[Place]:
    """Where a schema says [name, "items"], the arguments have [name, 0], [name, 1] and so on."""
    if place[1:] != ["items"]:
        return []
    return [[place[0], index] for index in range(len(value.get(place[0]) or ()))]
