/** The planner that needs no model: commands, questions for what is missing, and configured patterns. */
@NullMarked
@PosternPlugin(id = "planner-rules", title = "Rule planner")
package dev.postern.planner.rules.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
