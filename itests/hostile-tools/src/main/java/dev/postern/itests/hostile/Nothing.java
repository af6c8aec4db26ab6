package dev.postern.itests.hostile;

/** No input. */
public record Nothing() {}
