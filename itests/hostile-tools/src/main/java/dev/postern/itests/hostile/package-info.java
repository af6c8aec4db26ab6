/** Tools that misbehave, and tools whose effect can be counted. */
@NullMarked
@PosternPlugin(id = "hostile-tools", title = "Tools that misbehave", files = "*:write")
package dev.postern.itests.hostile;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
