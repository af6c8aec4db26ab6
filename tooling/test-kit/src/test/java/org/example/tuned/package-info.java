// SPDX-License-Identifier: Apache-2.0
/** A plugin whose settings are as they should be. */
@PosternPlugin(id = "tuned", title = "Tuned")
@NullMarked
package org.example.tuned;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
