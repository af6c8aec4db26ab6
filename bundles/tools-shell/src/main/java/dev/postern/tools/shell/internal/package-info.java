/** Runs other programs: those that an administrator allowed, with the arguments that were allowed. */
@NullMarked
@PosternPlugin(id = "tools-shell", title = "Shell", files = "*:write", programs = "*", secrets = "*", hosts = "*")
package dev.postern.tools.shell.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
