namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a model.</summary>
internal static class ModelCheck
{
    public static void Check(ModelDefinition model, string path, Findings findings, DefinitionScope scope)
    {
        Provider(model, path, findings);
        if (model.Temperature is < 0 or > 2 or double.NaN) findings.Report($"{path}/temperature", "'temperature' must be 0 to 2");
        if (model.MaxOutputTokens < 1) findings.Report($"{path}/maxOutputTokens", "'maxOutputTokens' must be at least 1");
        if (model.Endpoint is not null && AddressCheck.Problem(model.Endpoint, scope.Environment) is { } problem)
        {
            findings.Report($"{path}/endpoint", $"'endpoint' {problem}");
        }

        if (model.Endpoint is not null && model.Endpoint.AsSpan().ContainsAny('?', '#'))
        {
            findings.Report(
                $"{path}/endpoint",
                "'endpoint' cannot have a query or a fragment: /chat/completions is appended to it");
        }
    }

    private static void Provider(ModelDefinition model, string path, Findings findings)
    {
        switch (model.Provider)
        {
            case "":
                findings.Report(
                    $"{path}/provider",
                    $"'provider' is missing; write one of: {string.Join(", ", NotYet.AvailableProviders)}");
                break;
            case "openai":
                if (string.IsNullOrWhiteSpace(model.Model))
                {
                    findings.Report(
                        $"{path}/model",
                        "'model' is missing; write the model's name at the provider, such as gpt-4o-mini");
                }

                if (model.Script is not null) findings.Report($"{path}/script", "'script' is for provider scripted");
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
            case var later when NotYet.Providers.Contains(later, StringComparer.Ordinal):
                findings.Report($"{path}/provider", NotYet.Reason("provider", later, NotYet.AvailableProviders));
                break;
            case var unknown:
                findings.Report(
                    $"{path}/provider",
                    $"unknown provider '{unknown}'{NearestWord.Hint(unknown, NotYet.AvailableProviders)}");
                break;
        }
    }
}
