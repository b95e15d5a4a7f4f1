using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams;

/// <summary>
/// What a .NET function is told of the call that it serves, and a hook of the call that it judges. A function finds it with
/// <see cref="Of"/> in its <see cref="AIFunctionArguments"/>, or anywhere below itself in <see cref="Current"/>.
/// </summary>
public sealed record ToolCallContext
{
    private static readonly AsyncLocal<ToolCallContext?> Ambient = new();

    /// <summary>The call that the running code serves; null outside of a function that a team called.</summary>
    public static ToolCallContext? Current => Ambient.Value;

    /// <summary>The name of the tool, as the model calls it.</summary>
    public required string Tool { get; init; }

    /// <summary>The arguments, a JSON object in the form that is judged, shown and sent.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The model's id of the call.</summary>
    public string CallId { get; init; } = "";

    /// <summary>
    /// The same on every attempt of the call and after every restart: a function that stores it acts only once.
    /// </summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Which attempt of the call this is, from 1; 1 where a hook judges a call that is not made yet.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The member run.</summary>
    public required string MemberRunId { get; init; }

    /// <summary>The team of the member; of a nested team's member, the nested team.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The member that calls.</summary>
    public string MemberId { get; init; } = "";

    /// <summary>The session of the run.</summary>
    public string SessionId { get; init; } = "";

    /// <summary>The user who started the run, as the caller named them; null where none was named.</summary>
    public string? UserId { get; init; }

    /// <summary>
    /// Takes notes on how far the call is. A note becomes the event <c>ToolCallProgress</c> of the run: at most one a second
    /// (the newest of a second counts) and 100 in one attempt, each cut to 1,000 characters. Never fails, and holds nothing up.
    /// </summary>
    public IProgress<string> Progress { get; init; } = NoProgress.Instance;

    /// <summary>The call that a function's arguments belong to; null where no team made the call.</summary>
    public static ToolCallContext? Of(AIFunctionArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Context?.TryGetValue(typeof(ToolCallContext), out var found) == true ? found as ToolCallContext : null;
    }

    /// <summary>Makes this the current call of the running asynchronous method.</summary>
    internal void Enter() => Ambient.Value = this;

    private sealed class NoProgress : IProgress<string>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(string value)
        {
        }
    }
}
