@PosternPlugin(id = "hello", title = "Example hello4")
package org.example.hello4;

import dev.postern.api.plugin.PosternPlugin;
