"""The only room that decodes and encodes video.

``reading`` opens files and yields frames with exact times; ``probe`` asks what a file is;
``frames`` reads pictures; ``cutting`` finds shots and samples their frames in one pass;
``previews`` makes posters and looping clips.
"""
