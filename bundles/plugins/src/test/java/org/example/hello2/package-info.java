@PosternPlugin(id = "hello", title = "Example hello2")
package org.example.hello2;

import dev.postern.api.plugin.PosternPlugin;
