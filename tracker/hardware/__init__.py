"""What can be touched: scanners, cameras, pictures, recordings. Nothing here knows what a code means."""

import os

# FFmpeg inside OpenCV writes its complaints over whatever is on the terminal, unless told before OpenCV loads; and any room
# of this floor may be the first to load it.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
