// SPDX-License-Identifier: Apache-2.0
/** The Chat Completions wire. */
@NullMarked
@PosternPlugin(id = "models-openai", title = "Models: Chat Completions and Responses", hosts = "*", secrets = "*")
package dev.postern.models.openai.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
