using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Hooks;

/// <summary>
/// The hooks of the program, in the order in which they were registered. Each question has a service scope of its own.
/// </summary>
public sealed partial class HookSet
{
    /// <summary>How long a hook may take.</summary>
    internal static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(30);

    /// <summary>Characters of a reason.</summary>
    internal const int MaxReason = 1_000;

    private readonly RegisteredHook[] _hooks;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<HookSet> _logger;

    internal HookSet(
        IEnumerable<RegisteredHook> hooks, IServiceScopeFactory scopes, TimeProvider time, ILogger<HookSet> logger) =>
        (_hooks, _scopes, _time, _logger) = ([.. hooks], scopes, time, logger);

    /// <summary>Whether a hook of a kind is registered.</summary>
    internal bool Has<THook>() where THook : IHook => _hooks.Any(hook => hook.Type.IsAssignableTo(typeof(THook)));

    /// <summary>
    /// Asks the hooks of a kind one after the other; stop when one ends the question. A verdict is null where the hook failed.
    /// </summary>
    /// <param name="ask">Asks one; called for each hook, so that it can tell the next what the one before changed.</param>
    /// <param name="only">The names of the hooks to ask; null asks all.</param>
    internal async IAsyncEnumerable<(string Hook, TVerdict? Verdict, string? Failure)> AskAsync<THook, TVerdict>(
        Func<THook, CancellationToken, ValueTask<TVerdict>> ask, IReadOnlyCollection<string>? only = null)
        where THook : class, IHook
        where TVerdict : class
    {
        var scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            foreach (var hook in _hooks)
            {
                if (!hook.Type.IsAssignableTo(typeof(THook)) || only?.Contains(hook.Name) == false) continue;
                var (verdict, failure) = await TryAsync(hook, scope.ServiceProvider, ask).ConfigureAwait(false);
                yield return (hook.Name, verdict, failure);
            }
        }
    }

    /// <summary>A hook's reason, cut to its bound.</summary>
    internal static string Cut(string reason) => reason.Length <= MaxReason
        ? reason
        : reason[..(char.IsHighSurrogate(reason[MaxReason - 3]) ? MaxReason - 3 : MaxReason - 2)] + " …";

    private async Task<(TVerdict? Verdict, string? Failure)> TryAsync<THook, TVerdict>(
        RegisteredHook hook, IServiceProvider services, Func<THook, CancellationToken, ValueTask<TVerdict>> ask)
        where THook : class, IHook
        where TVerdict : class
    {
        using var timeout = new CancellationTokenSource(MaxTime, _time);
        try
        {
            // On a thread of its own, since the time must hold for hooks that block, too.
            var asking = Task.Run(() => ask((THook)hook.Of(services), timeout.Token).AsTask(), timeout.Token);
            return await asking.WaitAsync(timeout.Token).ConfigureAwait(false) is { } verdict
                ? (verdict, null)
                : (null, "it returned no verdict");
        }
        catch (Exception exception)
        {
            // Deliberately everything: a hook that cannot say yes says no. Its words may hold what it guards, so they stay in
            // the log.
            LogFailed(exception, hook.Name);
            return (null, timeout.IsCancellationRequested
                ? FormattableString.Invariant($"it did not answer within {MaxTime.TotalSeconds} s")
                : $"it failed ({exception.GetType().Name})");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The hook {Hook} failed, which counts as a no")]
    private partial void LogFailed(Exception exception, string hook);
}
