using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a model.</summary>
internal static class ModelCheck
{
    public static void Check(ModelDefinition model, string path, Findings findings, DefinitionScope scope)
    {
        Provider(model, path, findings);
        Temperature(model, path, findings);
        if (model.MaxOutputTokens < 1) findings.Report($"{path}/maxOutputTokens", "'maxOutputTokens' must be at least 1");
        if (model.Endpoint is not null && AddressCheck.Problem(model.Endpoint, scope.Environment) is { } problem)
        {
            findings.Report($"{path}/endpoint", $"'endpoint' {problem}");
        }

        if (model.Endpoint is not null && model.Endpoint.AsSpan().ContainsAny('?', '#'))
        {
            var appended = model.Provider == "anthropic" ? "/v1/messages" : "/chat/completions";
            findings.Report($"{path}/endpoint", $"'endpoint' cannot have a query or a fragment: {appended} is appended to it");
        }

        if (model.ApiVersion is null) return;
        if (model.Provider != "azureOpenAI") findings.Report($"{path}/apiVersion", "'apiVersion' is for provider azureOpenAI");
        else if (string.IsNullOrWhiteSpace(model.ApiVersion)) findings.Report($"{path}/apiVersion", "'apiVersion' is empty; write one such as \"2024-10-21\", or leave it out");
    }

    private static void Provider(ModelDefinition model, string path, Findings findings)
    {
        switch (model.Provider)
        {
            case "":
                findings.Report(
                    $"{path}/provider",
                    $"'provider' is missing; write one of: {string.Join(", ", ModelProviders.Names)}");
                break;
            case "openai":
                Remote(model, "the model's name at the provider, such as gpt-4o-mini", path, findings);
                break;
            case "azureOpenAI":
                Remote(model, "the deployment's name", path, findings);
                Required(model.Endpoint, "endpoint", "the resource's address, such as https://NAME.openai.azure.com", path, findings);
                Required(model.ApiKey, "apiKey", "a reference such as \"${AZURE_OPENAI_API_KEY}\"", path, findings);
                break;
            case "anthropic":
                Remote(model, "the model's name at the provider, such as claude-sonnet-4-5", path, findings);
                // A gateway at another address may identify its callers in another way.
                if (model.Endpoint is null) Required(model.ApiKey, "apiKey", "a reference such as \"${ANTHROPIC_API_KEY}\"", path, findings);
                break;
            case "scripted":
                if (model.Script is null)
                {
                    findings.Report(
                        $"{path}/script",
                        "'script' is missing; write the path of a script file, such as newsroom.script.yaml");
                }
                else ScriptCheck.Check(model.Script, $"{path}/script", findings);
                break;
            case var unknown:
                findings.Report(
                    $"{path}/provider",
                    $"unknown provider '{unknown}'{NearestWord.Hint(unknown, ModelProviders.Names)}");
                break;
        }
    }

    private static void Remote(ModelDefinition model, string name, string path, Findings findings)
    {
        Required(model.Model, "model", name, path, findings);
        if (model.Script is not null) findings.Report($"{path}/script", "'script' is for provider scripted");
    }

    private static void Required(string? value, string key, string what, string path, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(value)) findings.Report($"{path}/{key}", $"'{key}' is missing; write {what}");
    }

    private static void Temperature(ModelDefinition model, string path, Findings findings)
    {
        if (model.Temperature is < 0 or > 2 or double.NaN) findings.Report($"{path}/temperature", "'temperature' must be 0 to 2");
        else if (model is { Provider: "anthropic", Temperature: > 1 })
        {
            findings.Report($"{path}/temperature", "'temperature' must be 0 to 1 for provider anthropic");
        }
    }
}
