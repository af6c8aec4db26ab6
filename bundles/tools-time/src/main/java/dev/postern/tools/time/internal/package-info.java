/** Tools that tell the time. */
@NullMarked
@PosternPlugin(id = "tools-time", title = "Time")
package dev.postern.tools.time.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
