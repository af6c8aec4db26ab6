/** One of each kind of part that is no plain tool, as small as it can be. */
@PosternPlugin(
        id = "parts",
        title = "Parts",
        hosts = {"chat.example.org", "127.0.0.1:*"},
        secrets = {"chat-key", "parrot-key"})
package org.example.parts;

import dev.postern.api.plugin.PosternPlugin;
