// SPDX-License-Identifier: Apache-2.0
/** The Messages wire. */
@NullMarked
@PosternPlugin(id = "models-anthropic", title = "Models: Messages", hosts = "*", secrets = "*")
package dev.postern.models.anthropic.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
