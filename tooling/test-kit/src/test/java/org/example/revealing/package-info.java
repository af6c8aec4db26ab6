// SPDX-License-Identifier: Apache-2.0
/** A plugin that shows its secret. */
@PosternPlugin(id = "revealing", title = "Revealing")
@NullMarked
package org.example.revealing;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
