"""Memory of a training on the processor: what a step frees is kept for the next one."""

import ctypes

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # numbers of glibc's <malloc.h>
LARGEST = 2**31 - 1


def keep_freed() -> bool:
    """Tells glibc to give no memory back; False where another library hands memory out.

    Otherwise every large tensor goes back to the system when it is freed and is faulted in, page by page,
    in the next step: with small networks a tenth of the time and more.
    """
    try:
        tell = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(tell(MMAP_MAX, 0) and tell(TRIM_THRESHOLD, LARGEST))
