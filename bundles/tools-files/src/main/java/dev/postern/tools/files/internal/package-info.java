/** Tools for files below the roots that an administrator configured. */
@NullMarked
@PosternPlugin(id = "tools-files", title = "Files", files = "*:write")
package dev.postern.tools.files.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
