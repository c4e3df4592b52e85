"""What people see: the tabs of the app, their texts and looks.

What Gradio reads from the environment when it is imported is set here, before any module beside this does so.
"""

import atexit
import os
import shutil
import tempfile

if "GRADIO_TEMP_DIR" not in os.environ:
    # Gradio's own is one folder for all accounts of a machine: all read it, only the first can write there.
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="manga-mood-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

# The app asks itself whether it has started: not through a proxy, which would look elsewhere.
direct = ",".join(
    filter(None, (os.environ.get("no_proxy") or os.environ.get("NO_PROXY"), "127.0.0.1", "localhost"))
)
os.environ |= {"no_proxy": direct, "NO_PROXY": direct}
