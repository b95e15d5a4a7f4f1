using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary><c>approve</c>, <c>reject</c>, <c>answer</c>: a person decides on a requirement of a running host.</summary>
internal static class DecisionCommands
{
    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create() => [Approve(), Reject(), Answer()];

    private static Command Approve()
    {
        var id = IdArgument();
        var arguments = new Option<string?>("--arguments")
        {
            Description = "Other arguments for the call, where the tool allows edits", HelpName = "JSON",
        };
        var by = ByOption();
        return ClientOptions.On(
            new Command("approve", "Approves a call that waits for a person") { id, arguments, by },
            (result, talk, cancellationToken) =>
            {
                var body = Body("approve", result.GetValue(by));
                if (result.GetValue(arguments) is { } edited) body["arguments"] = Json("--arguments", edited);
                return DecideAsync(talk, result.GetValue(id)!, body, cancellationToken);
            });
    }

    private static Command Reject()
    {
        var (id, by) = (IdArgument(), ByOption());
        var note = new Option<string?>("--note") { Description = "Why; the member's model is told", HelpName = "TEXT" };
        return ClientOptions.On(
            new Command("reject", "Rejects a call that waits for a person") { id, note, by },
            (result, talk, cancellationToken) =>
            {
                var body = Body("reject", result.GetValue(by));
                if (result.GetValue(note) is { } why) body["note"] = why;
                return DecideAsync(talk, result.GetValue(id)!, body, cancellationToken);
            });
    }

    private static Command Answer()
    {
        var (id, by) = (IdArgument(), ByOption());
        var fields = new Argument<string[]>("FIELD=VALUE")
        {
            Description = "A field of the question and its value; JSON where the field is no text",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var result_ = new Option<string?>(
            "--result") { Description = "The result of a call that was made elsewhere", HelpName = "TEXT" };
        var error = new Option<string?>("--error") { Description = "Why the call made elsewhere failed", HelpName = "TEXT" };
        var retry = new Option<bool>("--retry") { Description = "Make the call again whose outcome is unknown" };
        var skip = new Option<bool>("--skip") { Description = "Go on without that call, with --result if it is known" };
        return ClientOptions.On(
            new Command("answer", "Answers a question: fields, a result, or what to do about a call of unknown outcome")
            {
                id, fields, result_, error, retry, skip, by,
            },
            async (parsed, talk, cancellationToken) =>
            {
                var requirement = parsed.GetValue(id)!;
                var (given, outcome, failure) = (parsed.GetValue(fields) ?? [], parsed.GetValue(result_), parsed.GetValue(error));
                var (again, leave) = (parsed.GetValue(retry), parsed.GetValue(skip));
                var ways = new[] { given.Length > 0, failure is not null, again, leave, outcome is not null && !leave };
                if (ways.Count(way => way) != 1)
                    throw new HostCallException(
                        ExitCodes.BadStart, "give FIELD=VALUE, --result, --error, --retry or --skip; one kind of them.");
                var body = Body(given.Length > 0 ? "answer" : again ? "retry" : leave ? "skip" : "result", parsed.GetValue(by));
                if (outcome is not null) body["result"] = outcome;
                if (failure is not null) body["error"] = failure;
                if (given.Length > 0) body["values"] = await ValuesAsync(talk, requirement, given, cancellationToken);
                return await DecideAsync(talk, requirement, body, cancellationToken);
            });
    }

    private static async Task<JsonObject> ValuesAsync(
        HostTalk talk, string requirement, string[] given, CancellationToken cancellationToken)
    {
        var asked = await talk.Client.GetAsync($"approvals/{Uri.EscapeDataString(requirement)}", cancellationToken);
        var types = asked.Items("inputFields").ToLookup(field => field.Text("name"), field => field.Text("type"));
        var values = new JsonObject();
        foreach (var one in given)
        {
            var at = one.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new HostCallException(ExitCodes.BadStart, $"'{OneLine.Of(one)}' is not FIELD=VALUE.");
            var (name, value) = (one[..at], one[(at + 1)..]);
            if (values.ContainsKey(name)) throw new HostCallException(ExitCodes.BadStart, $"{OneLine.Of(name)}: is given twice.");
            values[name] = types[name].FirstOrDefault() is null or "string" ? value : Json(name, value);
        }

        return values;
    }

    private static async Task<int> DecideAsync(
        HostTalk talk, string requirement, JsonObject body, CancellationToken cancellationToken)
    {
        var run = await talk.Client.PostAsync(
            $"approvals/{Uri.EscapeDataString(requirement)}/resolve", body, cancellationToken);
        if (talk.Json) await talk.SayAsync(run);
        else await talk.SayAsync($"{requirement}  decided; run {run.Text("runId")} is {OneLine.Of(run.Text("status"))}");
        return ExitCodes.Done;
    }

    private static JsonObject Body(string decision, string? by) =>
        new() { ["decision"] = decision, ["by"] = by ?? Environment.UserName };

    private static JsonNode? Json(string name, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new HostCallException(ExitCodes.BadStart, $"{OneLine.Of(name)}: '{OneLine.Of(text)}' is not JSON.");
        }
    }

    private static Argument<string> IdArgument() => new("ID") { Description = "The requirement's id; inbox lists them" };

    private static Option<string?> ByOption() =>
        new("--by") { Description = "Who decides (default: the user of this shell)", HelpName = "NAME" };
}
