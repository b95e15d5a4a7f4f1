namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

/// <summary>One thing wrong per case: a change of a right file, the line and the reason, and nothing else reported.</summary>
public sealed class TeamFileErrorTests : IDisposable
{
    // Lines:     1         2                 3            4
    // 5 model, 6-7 members, 8-9 tools
    private const string Right = """
        id: crew
        mode: coordinate
        model: main
        models:
          main: { provider: openai, model: gpt-4o-mini }
        members:
          - { id: worker, tools: [send] }
        tools:
          send: { description: Sends, http: { url: "https://api.example/send" } }
        """;

    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_Unchanged_IsRight() => Assert.Single(_directory.Write("crew.yaml", Right).Load());

    [Theory]
    // The document.
    [InlineData("id: crew", "id: crew\nid: crew2", 2, "duplicate key 'id'; it is first on line 1")]
    [InlineData(
        "model: main", "model: main\n  mode: x", 4, "does not parse: While scanning a plain scalar value, found invalid mapping")]
    [InlineData(
        "id: crew", "id: crew\ndescription: {a: ${X}}", 2,
        "does not parse: While parsing a flow mapping, did not find expected ',' or '}'; put quotes around a value that holds "
            + "${NAME}")]
    [InlineData(
        "id: crew", "id: crew\ndescription: !secret x", 2,
        "does not parse: the tag '!secret' is not supported; write the value without it")]
    [InlineData(
        "id: crew", "id: crew\n{a: b}: c", 2, "does not parse: a key must be text; quote a value that starts with '{' or '['")]
    [InlineData("tools:\n", "---\ntools:\n", 8, "does not parse: a second document starts here; write one per file")]
    [InlineData("tools:", "---\ntools:", 7, "does not parse: the YAML is malformed here or just below")]
    // Unknown keys at every level.
    [InlineData("id: crew", "id: crew\ninstuctions: Lead", 2, "unknown key 'instuctions'; did you mean 'instructions'?")]
    [InlineData("id: crew", "id: crew\nlimits: { maxStep: 3 }", 2, "unknown key 'maxStep'; did you mean 'maxSteps'?")]
    [InlineData("id: crew", "id: crew\nretry: { tool: { attempt: 3 } }", 2, "unknown key 'attempt'; did you mean 'attempts'?")]
    [InlineData("id: crew", "id: crew\nretry: { http: { attempts: 3 } }", 2, "unknown key 'http'; valid here: model, tool")]
    [InlineData("id: crew", "id: crew\nhistory: { turn: 3 }", 2, "unknown key 'turn'; did you mean 'turns'?")]
    [InlineData("provider: openai,", "provider: openai, apikey: x,", 5, "unknown key 'apikey'; did you mean 'apiKey'?")]
    [InlineData("{ id: worker,", "{ id: worker, rôle: x,", 7, "unknown key 'rôle'; did you mean 'role'?")]
    [InlineData(
        "description: Sends,", "description: Sends, aproval: none,", 9, "unknown key 'aproval'; did you mean 'approval'?")]
    [InlineData("http: { url", "http: { verb: GET, url", 9, "unknown key 'verb'; valid here: method, url, headers")]
    [InlineData(
        "description: Sends,", "description: Sends, approve: { allowedit: true },", 9,
        "unknown key 'allowedit'; did you mean 'allowEdit'?")]
    // Types.
    [InlineData("id: crew", "id: 42", 1, "'id' must be text; put it in quotes: id: \"42\"")]
    [InlineData("id: crew", "id: crew\nname: [a]", 2, "'name' must be text; put quotes around text that starts with '{' or '['")]
    [InlineData("id: crew", "id: crew\nlimits: 5", 2, "'limits' must hold keys with values")]
    [InlineData(
        "id: crew", "id: crew\nlimits: { maxSteps: many }", 2,
        "'maxSteps' must be a whole number, without quotes, at most 2147483647")]
    [InlineData(
        "id: crew", "id: crew\nlimits: { maxSteps: 99999999999 }", 2,
        "'maxSteps' must be a whole number, without quotes, at most 2147483647")]
    [InlineData("id: crew", "id: crew\nstateInPrompt: \"true\"", 2, "'stateInPrompt' must be true or false, without quotes")]
    [InlineData("id: crew", "id: crew\nstate: [1]", 2, "'state' must hold keys with values")]
    [InlineData("id: crew", "id: crew\nstate: { n: 1e999 }", 2, "the number 1e999 is out of range; quote it if it is text")]
    [InlineData("provider: openai,", "provider: openai, temperature: hot,", 5, "'temperature' must be a number, without quotes")]
    [InlineData("tools: [send]", "tools: send", 7, "'tools' must be a list")]
    [InlineData("tools: [send]", "tools: [[send]]", 7, "'tools' must be a list of names")]
    [InlineData("{ id: worker, tools: [send] }", "worker", 7, "a member must hold keys with values, such as '- id: researcher'")]
    [InlineData("main: { provider: openai, model: gpt-4o-mini }", "main: gpt-4o-mini", 5, "'main' must hold keys with values")]
    // Durations and numbers.
    [InlineData(
        "id: crew", "id: crew\nlimits: { memberTimeout: 30 }", 2,
        "'memberTimeout' must be a whole number and a unit: 500ms, 30s, 10m, 24h, 7d")]
    [InlineData(
        "id: crew", "id: crew\nlimits: { teamTimeout: -5s }", 2,
        "'teamTimeout' must be a whole number and a unit: 500ms, 30s, 10m, 24h, 7d")]
    [InlineData("id: crew", "id: crew\nlimits: { teamTimeout: 0s }", 2, "'teamTimeout' must be at least 1ms")]
    [InlineData("id: crew", "id: crew\nlimits: { maxSteps: 0 }", 2, "'maxSteps' must be at least 1")]
    [InlineData(
        "id: crew", "id: crew\nlimits: { maxSteps: 1001 }", 2,
        "'maxSteps' must be at most 1000: each turn is kept in the run's history, which is read whole after a restart")]
    [InlineData("id: crew", "id: crew\nlimits: { maxTokens: -1 }", 2, "'maxTokens' must be at least 1")]
    [InlineData("id: crew", "id: crew\nlimits: { maxParallel: 0 }", 2, "'maxParallel' must be at least 1")]
    [InlineData("id: crew", "id: crew\nlimits: { maxHandoffs: 0 }", 2, "'maxHandoffs' must be at least 1")]
    [InlineData("id: crew", "id: crew\nretry: { model: { attempts: 0 } }", 2, "'attempts' must be 1 to 20")]
    [InlineData("id: crew", "id: crew\nretry: { model: { backoff: 2h } }", 2, "'backoff' must be at most 1h")]
    [InlineData("id: crew", "id: crew\nhistory: { turns: 0 }", 2, "'turns' must be at least 1")]
    [InlineData("provider: openai,", "provider: openai, temperature: 2.1,", 5, "'temperature' must be 0 to 2")]
    [InlineData("provider: openai,", "provider: openai, maxOutputTokens: 0,", 5, "'maxOutputTokens' must be at least 1")]
    [InlineData("description: Sends,", "description: Sends, timeout: 2d,", 9, "'timeout' must be at most 1d")]
    // Words.
    [InlineData("mode: coordinate", "mode: cordinate", 2, "unknown mode 'cordinate'; did you mean 'coordinate'?")]
    [InlineData(
        "id: crew", "id: crew\nonMemberFailure: tellLeader", 2,
        "unknown onMemberFailure 'tellLeader'; did you mean 'tell-leader'?")]
    [InlineData(
        "id: crew", "id: crew\nhistory: { scope: everyone }", 2, "unknown scope 'everyone'; valid here: role, team, none")]
    [InlineData(
        "description: Sends,", "description: Sends, approval: confirm,", 9,
        "unknown approval 'confirm'; did you mean 'confirmation'?")]
    [InlineData("http: { url", "http: { method: get, url", 9, "unknown method 'get'; did you mean 'GET'?")]
    [InlineData(
        "http: { url", "http: { method: HEAD, url", 9, "unknown method 'HEAD'; valid here: GET, POST, PUT, PATCH, DELETE")]
    [InlineData(
        "description: Sends,", "description: Sends, approve: { allowEdit: true },", 9,
        "'approve' has no effect without 'approval: confirmation'")]
    // What is missing, ids, names.
    [InlineData("id: crew", "name: Crew", 1, "'id' is missing; write 1 to 64 characters of a-z, 0-9 and -")]
    [InlineData("id: crew", "id: The Crew", 1, "'id' is 'The Crew'; write 1 to 64 characters of a-z, 0-9 and -")]
    [InlineData("id: crew", "id: crew\nname: \"\"", 2, "'name' is empty; write a name or leave it out")]
    [InlineData(
        "mode: coordinate", "name: Crew", 1,
        "'mode' is missing; write one of: coordinate, route, broadcast, tasks, handoff, sequential, loop, hierarchical, "
            + "dialectic, consensus, debate, negotiation")]
    [InlineData(
        "model: main", "name: Crew", 1, "mode 'coordinate' needs a leader; write 'model:' with the name of one of models",
        "'model' is missing; write the name of one of models, here or for the whole team")]
    [InlineData(
        "{ id: worker, tools: [send] }", "{ role: Works }", 7, "'id' is missing; write 1 to 64 characters of a-z, 0-9 and -")]
    [InlineData(
        "  - { id: worker, tools: [send] }", "  []", 6,
        "'members' is missing or empty; list at least one, such as '- id: researcher'")]
    [InlineData(
        "provider: openai,", "", 5, "'provider' is missing; write one of: openai, azureOpenAI, anthropic, scripted, client")]
    [InlineData(
        "provider: openai, model: gpt-4o-mini", "provider: openai", 5,
        "'model' is missing; write the model's name at the provider, such as gpt-4o-mini")]
    [InlineData("provider: openai,", "provider: opena1,", 5, "unknown provider 'opena1'; did you mean 'openai'?")]
    [InlineData(
        "provider: openai,", "provider: azureOpenAI, endpoint: \"https://r.example\",", 5,
        "'apiKey' is missing; write a reference such as \"${AZURE_OPENAI_API_KEY}\"")]
    [InlineData(
        "provider: openai,", "provider: azureOpenAI, apiKey: k,", 5,
        "'endpoint' is missing; write the resource's address, such as https://NAME.openai.azure.com")]
    [InlineData(
        "provider: openai, model: gpt-4o-mini", "provider: azureOpenAI, apiKey: k, endpoint: \"https://r.example\"", 5,
        "'model' is missing; write the deployment's name")]
    [InlineData(
        "provider: openai,", "provider: azureOpenAI, apiKey: k, endpoint: \"https://r.example\", apiVersion: \" \",", 5,
        "'apiVersion' is empty; write one such as \"2024-10-21\", or leave it out")]
    [InlineData(
        "provider: openai,", "provider: openai, apiVersion: \"2024-10-21\",", 5, "'apiVersion' is for provider azureOpenAI")]
    [InlineData(
        "provider: openai,", "provider: anthropic,", 5,
        "'apiKey' is missing; write a reference such as \"${ANTHROPIC_API_KEY}\"")]
    [InlineData(
        "provider: openai,", "provider: anthropic, apiKey: k, temperature: 1.5,", 5,
        "'temperature' must be 0 to 1 for provider anthropic")]
    [InlineData(
        "provider: openai,", "provider: anthropic, endpoint: \"https://a.example?v=1\",", 5,
        "'endpoint' cannot have a query or a fragment: /v1/messages is appended to it")]
    [InlineData(
        "provider: openai,", "provider: anthropic, apiKey: k, script: a.script.yaml,", 5, "'script' is for provider scripted")]
    [InlineData("provider: openai,", "provider: openai, script: a.script.yaml,", 5, "'script' is for provider scripted")]
    [InlineData(
        "url: \"https://api.example/send\"", "", 9, "'url' is missing; write an address such as https://example.com/send")]
    [InlineData("description: Sends,", "", 9, "'description' is missing; say what the tool does, models choose by it")]
    [InlineData(
        "  send: {",
        "  x:\n    description: A\n    http: { url: \"https://a.example\" }\n  not ok: { description: B, http: { url: "
            + "\"https://a.example\" } }\n  send: {", 12,
            "the tool name 'not ok' cannot be used; write 1 to 64 characters of a-z, A-Z, 0-9, _ and -")]
    // References.
    [InlineData(
        "- { id: worker, tools: [send] }", "- { id: worker }\n  - { id: other }\n  - { id: worker }", 9,
        "duplicate member id 'worker', first on line 7; each member needs its own")]
    [InlineData(
        "id: worker", "id: crew", 7, "a member cannot have the team's id 'crew': it names the leader in the session's history")]
    [InlineData("model: main\n", "model: mian\n", 3, "there is no model 'mian' in models; did you mean 'main'?")]
    [InlineData("id: worker,", "id: worker, model: gpt,", 7, "there is no model 'gpt' in models; valid here: main")]
    [InlineData(
        "tools: [send]", "tools: [sned]", 7, "there is no tool 'sned' in tools, nor a registered function; did you mean 'send'?")]
    [InlineData(
        "tools: [send]", "tools: [send, wether]", 7,
        "there is no tool 'wether' in tools, nor a registered function; did you mean 'weather'?")]
    [InlineData("tools: [send]", "tools: [send, send]", 7, "tool 'send' is listed twice")]
    [InlineData("tools: [send]", "tools: [complete]", 7, "'complete' is a built-in tool; give yours another name")]
    [InlineData(
        "  send: {", "  delegate_task_to_member: { description: A, http: { url: \"https://a.example\" } }\n  send: {", 9,
        "'delegate_task_to_member' is a built-in tool; give yours another name")]
    [InlineData(
        "  send: {", "  clock:\n  send: {", 9,
        "tool 'clock' has no 'http' or 'mcp', and no function of that name is registered; valid here: weather")]
    // Addresses, headers, schemas.
    [InlineData("https://api.example/send", "/send", 9, "'url' must be an absolute http or https address; it is '/send'")]
    [InlineData(
        "https://api.example/send", "ftp://u:p@api.example/send", 9,
        "'url' must be an absolute http or https address; it is 'ftp://***@api.example/send'")]
    [InlineData(
        "https://api.example/send", "${HOST}/send", 9,
        "'url' must be an absolute http or https address; it is not one once HOST is filled in")]
    [InlineData(
        "provider: openai,", "provider: openai, endpoint: api.openai.com,", 5,
        "'endpoint' must be an absolute http or https address; it is 'api.openai.com'")]
    [InlineData(
        "provider: openai,", "provider: openai, endpoint: \"https://a.example?v=1\",", 5,
        "'endpoint' cannot have a query or a fragment: /chat/completions is appended to it")]
    [InlineData(
        "http: { url", "http: { headers: { idempotency-key: x }, url", 9,
        "the header 'idempotency-key' is set by the host; remove it")]
    [InlineData("http: { url", "http: { headers: { \"a b\": x }, url", 9, "'a b' cannot be the name of a header")]
    [InlineData(
        "http: { url", "http: { headers: { a: \"x\\ny\" }, url", 9,
        "the header 'a' holds a line break or another character that is not printable ASCII")]
    [InlineData(
        "http: { url", "http: { headers: { a: x, A: y }, url", 9, "duplicate header 'A'; case does not count in header names")]
    [InlineData("http: { url", "http: { headers: { a: }, url", 9, "'a' must be text")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: string },", 9,
        "'parameters' must be a JSON Schema with 'type: object'")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, properties: [a] },", 9,
        "'properties' must hold a schema for each property")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, properties: { a: string } },", 9,
        "'a' must be a schema, such as { type: string }")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, properties: { a: { type: text } } },", 9,
        "'type' must be one of: object, array, string, number, integer, boolean, null")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, minProperties: x },", 9,
        "'minProperties' must be a whole number, 0 or more")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, properties: { a: { multipleOf: 0 } } },", 9,
        "'multipleOf' must be a number more than 0")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, properties: { a: { pattern: \"(\" } } },", 9,
        "'pattern' has a regular expression that cannot be read: (")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, anyOf: [1] },", 9,
        "'anyOf' must be a schema, such as { type: string }")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, if: 1 },", 9,
        "'if' must be a schema, such as { type: string }")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, dependentRequired: { a: b } },", 9,
        "'dependentRequired' must hold a list of property names for each property")]
    [InlineData(
        "description: Sends,", "description: Sends, parameters: { type: object, required: a },", 9,
        "'required' must be a list of property names")]
    [InlineData(
        "  send: {", "  docs: { mcp: { gated: [a] } }\n  send: {", 9,
        "'url' is missing; write an address such as https://example.com/send")]
    [InlineData("  send: {", "  docs: { mcp: https://mcp.example }\n  send: {", 9, "'mcp' must hold keys with values")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: mcp.example } }\n  send: {", 9,
        "'url' must be an absolute http or https address; it is 'mcp.example'")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\", header: {} } }\n  send: {", 9,
        "unknown key 'header'; did you mean 'headers'?")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\", headers: { Idempotency-Key: x } } }\n  send: {", 9,
        "the header 'Idempotency-Key' is set by the host; remove it")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\", gated: all } }\n  send: {", 9, "'gated' must be a list")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\", gated: [\" \"] } }\n  send: {", 9,
        "'gated' must be a list of names of the server's tools")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\", gated: [a] }, approval: confirmation }\n  send: {", 9,
        "'approval' gates all of the server's tools already; remove it or 'gated'")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\" }, approve: { allowEdit: true } }\n  send: {", 9,
        "'approve' has no effect without 'approval: confirmation' or 'gated'")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\" }, description: Docs }\n  send: {", 9,
        "an MCP server describes its own tools; remove 'description'")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\" }, parameters: { type: object } }\n  send: {", 9,
        "an MCP server's tools have their own parameters; remove 'parameters'")]
    [InlineData(
        "  send: {", "  docs: { mcp: { url: \"https://m.example\" }, http: { url: \"https://a.example\" } }\n  send: {", 9,
        "a tool has 'http' or 'mcp', not both; remove one")]
    // Variables.
    [InlineData(
        "id: crew", "id: crew\ninstructions: Say ${GREETING}", 2,
        "the environment variable GREETING is not set; set it, or remove ${GREETING}")]
    [InlineData(
        "https://api.example/send", "https://api.example/${PATH_OF_IT}", 9,
        "the environment variable PATH_OF_IT is not set; set it, or remove ${PATH_OF_IT}")]
    [InlineData(
        "id: crew", "id: crew\nstate: { a: [\"${not-one}\"] }", 2,
        "'${' starts a reference to an environment variable such as ${NAME} (letters, digits, _); for a literal '${' write "
            + "'$${'")]
    // What is not there yet.
    [InlineData(
        "description: Sends,", "description: Sends, approval: confirmation, approve: { onExpiry: fail },", 9,
        "'onExpiry' has no effect without 'expires'")]
    [InlineData(
        "description: Sends,", "description: Sends, approval: confirmation, approve: { quorum: 0 },", 9,
        "'quorum' must be 1 to 100")]
    [InlineData(
        "description: Sends,", "description: Sends, approval: userInput, approve: { quorum: 2 },", 9,
        "'quorum' is for approval: confirmation; one person fills in fields or brings a result")]
    [InlineData(
        "description: Sends,", "description: Sends, approval: confirmation, approve: { escalateAfter: 1h },", 9,
        "'escalateAfter' has nobody to tell; write 'escalateTo' or 'notify'")]
    [InlineData(
        "description: Sends,", "description: Sends, approval: { kind: confirmation, when: amount > },", 9,
        "'when' cannot be read: an argument's name or a value is expected at the end; write comparisons such as amount > 1000 "
            + "and currency == \"EUR\"")]
    [InlineData("description: Sends,", "description: Sends, inputFields: [text],", 9, "'inputFields' is for approval: userInput")]
    public void Load_OneThingWrong_IsReportedWithLineAndReason(
        string right, string wrong, int line, string reason, string? also = null)
    {
        Assert.Contains(right, Right, StringComparison.Ordinal);
        var at = Right.IndexOf(right, StringComparison.Ordinal);
        _directory.Environment["HOST"] = "secret.example";
        _directory.Write("crew.yaml", Right[..at] + wrong + Right[(at + right.Length)..]);

        var errors = _directory.Errors();

        Assert.Equal(also is null ? 1 : 2, errors.Count);
        Assert.Equal(("crew.yaml", line, reason), (errors[0].File, errors[0].Line, errors[0].Reason));
        if (also is not null) Assert.Equal(also, errors[1].Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    public void Load_EmptyFile_SaysSo(string content)
    {
        Assert.Equal("is empty", Assert.Single(_directory.Write("crew.yaml", content).Errors()).Reason);
    }

    [Fact]
    public void Load_ThousandsOfErrors_AreCut()
    {
        _directory.Write("crew.yaml", Right + "\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"key{i}: 1\n")));

        var errors = _directory.Errors();

        Assert.Equal(201, errors.Count);
        Assert.Equal("and 4800 more like these", errors[^1].Reason);
    }

    [Theory]
    [InlineData("- id: crew")]
    [InlineData("just text")]
    public void Load_NoMapping_SaysWhatToWrite(string content)
    {
        Assert.Equal("must hold keys with values, such as 'id: newsroom'", Assert.Single(_directory.Write("crew.yaml", content)
            .Errors()).Reason);
    }
}
