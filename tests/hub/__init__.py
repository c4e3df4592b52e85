# What lets tests reach servers on this machine, wherever they run: offline mode is off, no proxy in between.
# Both spellings of the latter, since where both are set, clients go by the small one.
SURROUNDINGS = {"HF_HUB_OFFLINE": "0", "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
