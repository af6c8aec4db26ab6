/** Signed webhooks as a surface: a payload becomes a message, the reply goes back by a signed callback. */
@NullMarked
@PosternPlugin(id = "adapters-webhook", title = "Webhooks", hosts = "*", secrets = "*")
package dev.postern.adapters.webhook.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
