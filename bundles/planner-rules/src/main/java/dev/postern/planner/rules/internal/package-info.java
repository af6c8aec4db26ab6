/** The planner that needs no model: commands, questions for what is missing, and configured patterns. */
@NullMarked
package dev.postern.planner.rules.internal;

import org.jspecify.annotations.NullMarked;
