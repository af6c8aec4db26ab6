/** Chat Completions and Responses as a door to sessions. */
@NullMarked
@PosternPlugin(id = "adapters-openai", title = "OpenAI-compatible door")
package dev.postern.adapters.openai.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
