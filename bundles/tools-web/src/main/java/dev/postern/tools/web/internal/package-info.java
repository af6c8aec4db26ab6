/** Tools for hosts that an administrator named. */
@NullMarked
@PosternPlugin(id = "tools-web", title = "Web", hosts = "*")
package dev.postern.tools.web.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
