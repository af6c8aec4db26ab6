// SPDX-License-Identifier: Apache-2.0
/** Tools that keep a session's short-lived notes. */
@NullMarked
@PosternPlugin(id = "tools-scratchpad", title = "Scratchpad")
package dev.postern.tools.scratchpad.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
