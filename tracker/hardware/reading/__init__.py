"""From light to text: pictures and frames in, :class:`~tracker.hardware.reading.reading.Reading` out.

Nothing wrong is ever accepted: a text that two independent looks do not agree on is reported as doubtful. Nothing is
imported here, so that naming a format or a source does not load OpenCV.
"""
