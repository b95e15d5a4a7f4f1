using System.CommandLine;
using System.Text.Json.Nodes;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Client;

/// <summary><c>run</c>, <c>follow</c>, <c>cancel</c>, <c>retry</c>, <c>fork</c>: one run of a running host.</summary>
internal static class RunCommands
{
    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create() => [Run(), Follow(), Cancel(), Retry(), Fork()];

    private static Command Run()
    {
        var team = new Argument<string>("TEAM") { Description = "The team's id" };
        var message = new Argument<string>("MESSAGE") { Description = "What to tell the team; - reads standard input" };
        var session = new Option<string?>("--session") { Description = "The session that the run belongs to", HelpName = "ID" };
        var user = new Option<string?>("--user") { Description = "The user who asks", HelpName = "ID" };
        var (follow, detach) = (FollowOption(), DetachOption());
        return ClientOptions.On(
            new Command("run", "Starts a run of a team, and waits until it ends or a person has to decide")
            {
                team, message, session, user, follow, detach,
            },
            async (result, talk, cancellationToken) =>
            {
                var text = result.GetValue(message)!;
                if (text == "-") text = await Console.In.ReadToEndAsync(cancellationToken);
                var body = new JsonObject { ["message"] = text };
                if (result.GetValue(session) is { } sessionId) body["sessionId"] = sessionId;
                if (result.GetValue(user) is { } userId) body["userId"] = userId;
                return await StartAsync(
                    talk, $"teams/{Uri.EscapeDataString(result.GetValue(team)!)}/runs", body, result.GetValue(follow),
                    result.GetValue(detach), cancellationToken);
            });
    }

    private static Command Follow()
    {
        var run = RunArgument();
        return ClientOptions.On(
            new Command("follow", "Shows what happens in a run, from its start to its end") { run },
            (result, talk, cancellationToken) => new RunFollower(talk, result.GetValue(run)!).FollowAsync(cancellationToken));
    }

    private static Command Cancel()
    {
        var run = RunArgument();
        var reason = new Option<string?>("--reason") { Description = "Why, for the record", HelpName = "TEXT" };
        return ClientOptions.On(
            new Command("cancel", "Cancels a run that has not ended") { run, reason },
            async (result, talk, cancellationToken) =>
            {
                var body = new JsonObject();
                if (result.GetValue(reason) is { } why) body["reason"] = why;
                var answer = await talk.Client.PostAsync(
                    $"runs/{Uri.EscapeDataString(result.GetValue(run)!)}/cancel", body, cancellationToken);
                if (talk.Json) await talk.SayAsync(answer);
                else await talk.SayAsync($"{answer.Text("runId")}  is being cancelled");
                return ExitCodes.Done;
            });
    }

    private static Command Retry()
    {
        var (run, follow, detach) = (RunArgument(), FollowOption(), DetachOption());
        return ClientOptions.On(
            new Command("retry", "Lets a failed run go on from its last recorded step") { run, follow, detach },
            (result, talk, cancellationToken) => StartAsync(
                talk, $"runs/{Uri.EscapeDataString(result.GetValue(run)!)}/retry", [], result.GetValue(follow),
                result.GetValue(detach), cancellationToken));
    }

    private static Command Fork()
    {
        var (run, follow, detach) = (RunArgument(), FollowOption(), DetachOption());
        var from = new Option<long?>("--from")
        {
            Description = "The last event to share (default: all but the end)", HelpName = "SEQUENCE",
        };
        var message = new Option<string?>("--message") { Description = "One more message of the user", HelpName = "TEXT" };
        return ClientOptions.On(
            new Command("fork", "Starts a new run that shares the past of a run") { run, from, message, follow, detach },
            (result, talk, cancellationToken) =>
            {
                var body = new JsonObject();
                if (result.GetValue(from) is { } sequence) body["fromSequence"] = sequence;
                if (result.GetValue(message) is { } text) body["message"] = text;
                return StartAsync(
                    talk, $"runs/{Uri.EscapeDataString(result.GetValue(run)!)}/fork", body, result.GetValue(follow),
                    result.GetValue(detach), cancellationToken);
            });
    }

    private static async Task<int> StartAsync(
        HostTalk talk, string path, JsonObject body, bool follow, bool detach, CancellationToken cancellationToken)
    {
        if (follow && detach)
            throw new HostCallException(ExitCodes.BadStart, "--detach: leave out --follow, which waits for the end of the run.");
        var run = await talk.Client.PostAsync(path, body, cancellationToken);
        var id = run.Text("runId");
        if (detach)
        {
            if (talk.Json) await talk.SayAsync(run);
            else await talk.SayAsync(id);
            return ExitCodes.Done;
        }

        var follower = new RunFollower(talk, id);
        return follow
            ? await follower.FollowAsync(cancellationToken)
            : await follower.WaitAsync(run, cancellationToken);
    }

    private static Argument<string> RunArgument() => new("RUN") { Description = "The run's id" };

    private static Option<bool> FollowOption() =>
        new("--follow") { Description = "Show what happens until the run ends, also while it waits for people" };

    private static Option<bool> DetachOption() => new("--detach") { Description = "Print the run's id and do not wait" };
}
