// SPDX-License-Identifier: Apache-2.0
package dev.postern.models.anthropic.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of an endpoint. */
@ObjectClassDefinition(name = "Postern model endpoint, Messages",
        description = "An endpoint with models that speaks the Messages API: Anthropic and such as do the same. Its host must"
                + " be named under hosts of dev.postern.access, as models-anthropic=api.anthropic.com.")
public @interface EndpointConfig {
    /** Where its settings lie. */
    String PID = "dev.postern.models.anthropic";

    @AttributeDefinition(
            description = "The endpoint's name, a-z, 0-9 and -; a model of it is called name/model.")
    String postern_model_provider_name();

    @AttributeDefinition(description = "Its address up to /messages.")
    String url() default "https://api.anthropic.com/v1";

    @AttributeDefinition(description = "The name of the secret with its key, a file under secrets/; empty for none.")
    String key() default "";

    @AttributeDefinition(
            description = "The endpoint's models that take images; * stands for any characters. Others are told that there is"
                    + " one, and not shown it.")
    String[] postern_model_provider_images() default "*";

    @AttributeDefinition(description = "How often a request is tried that nothing came of, 1 to 10.", min = "1",
            max = "10")
    int attempts() default 4;

    @AttributeDefinition(
            description = "Whether the endpoint is asked to keep instruction, tools and, where there are tools, the"
                    + " conversation for the next request, which costs more once and less from then on.")
    boolean cache() default true;
}
