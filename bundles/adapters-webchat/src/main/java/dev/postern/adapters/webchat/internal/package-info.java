/** The operator's application in the browser: its files, and how they are served. What it does, it does by the wire. */
@NullMarked
@PosternPlugin(id = "adapters-webchat", title = "Web chat and operator's pages")
package dev.postern.adapters.webchat.internal;

import dev.postern.api.plugin.PosternPlugin;
import org.jspecify.annotations.NullMarked;
