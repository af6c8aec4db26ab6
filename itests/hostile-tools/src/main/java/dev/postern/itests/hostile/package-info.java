/** Tools that misbehave, and tools whose effect can be counted. */
@NullMarked
@PosternPlugin(id = "hostile-tools", title = "Tools that misbehave", files = "*:write", secrets = "confided")
package dev.postern.itests.hostile;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
