@PosternPlugin(id = "thief", title = "Example thief")
package org.example.thief;

import dev.postern.api.plugin.PosternPlugin;
