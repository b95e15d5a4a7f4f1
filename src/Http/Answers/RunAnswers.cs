using DurableTeams.Http.Requests;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Http.Answers;

/// <summary>
/// Answers a call that sets a run going with the run: at once, or, if the caller prefers to wait, once the run has ended or is
/// paused.
/// </summary>
internal sealed class RunAnswers(RunService runs, RunViews views, IHostApplicationLifetime host)
{
    /// <summary>Gives a handler those of its endpoint.</summary>
    public static ValueTask<RunAnswers?> BindAsync(HttpContext context) => new(HttpParts.Of(context).Answers);

    /// <summary>202 while the run works, 200 with a run that was waited for and rests.</summary>
    internal async Task<JsonAnswer<RunView>> StartedAsync(HttpRequest request, RunRecord run, CancellationToken cancellationToken)
    {
        var wait = HeaderFields.Wait(request);
        run = await WaitAsync(run, wait, cancellationToken);
        var status = wait is not null && RunService.HasEndedOrPaused(run)
            ? StatusCodes.Status200OK
            : StatusCodes.Status202Accepted;
        return (await OfAsync(run, wait, status, cancellationToken)).With("Location", $"/api/runs/{run.RunId}");
    }

    /// <summary>200 with the run after decisions were taken.</summary>
    internal async Task<JsonAnswer<RunView>> DecidedAsync(HttpRequest request, RunRecord run, CancellationToken cancellationToken)
    {
        var wait = HeaderFields.Wait(request);
        return await OfAsync(await WaitAsync(run, wait, cancellationToken), wait, StatusCodes.Status200OK, cancellationToken);
    }

    private async Task<JsonAnswer<RunView>> OfAsync(
        RunRecord run, TimeSpan? wait, int status, CancellationToken cancellationToken) =>
        JsonAnswer.Of(await views.RunAsync(run, cancellationToken), status)
            .With("Preference-Applied", wait is { } time ? FormattableString.Invariant($"wait={time.TotalSeconds}") : null);

    private async Task<RunRecord> WaitAsync(RunRecord run, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if (wait is not { } time) return run;
        // A host that stops answers with the present state instead of holding the caller.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        return await runs.WaitAsync(run, time, ends.Token);
    }
}
