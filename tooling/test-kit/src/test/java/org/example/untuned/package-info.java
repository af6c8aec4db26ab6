// SPDX-License-Identifier: Apache-2.0
/** A plugin whose settings break every rule. */
@PosternPlugin(id = "untuned", title = "Untuned")
@NullMarked
package org.example.untuned;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
