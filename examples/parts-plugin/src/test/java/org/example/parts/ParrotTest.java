package org.example.parts;

import java.net.URI;

import dev.postern.api.json.JsonObject;
import dev.postern.api.model.ModelProvider;
import dev.postern.testkit.ModelProviderContract;
import dev.postern.testkit.StandIn;

/** What holds for every model provider. */
class ParrotTest extends ModelProviderContract {
    @Override
    protected Class<?> plugin() {
        return Parrot.class;
    }

    @Override
    protected ModelProvider provider(URI address) {
        return new Parrot(address);
    }

    @Override
    protected String key() {
        return "parrot-key";
    }

    @Override
    protected String path() {
        return "/say";
    }

    @Override
    protected StandIn.Answer saying(String text) {
        return StandIn.Answer.of(200, "application/json", JsonObject.of("text", text).toString());
    }
}
