using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.Testing.Servers;
using DurableTeams.Testing.Waiting;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>A person who looks at the inbox all the time and approves. What was accepted may never be asked again.</summary>
internal sealed class Approver(Stage stage, KillDrill drill) : IAsyncDisposable
{
    private readonly HashSet<string> accepted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource gone = new();
    private readonly SemaphoreSlim hostIsThere = new(1, 1);
    private Task working = Task.CompletedTask;

    public void Begin() => working = Task.Run(WorkAsync);

    /// <summary>Takes the host away; what the person is just saying may or may not arrive.</summary>
    public async Task WhileAwayAsync(Func<Task> crash)
    {
        // Not under the lock until the host is dead: the kill may hit in the middle of an approval.
        var host = stage.Host;
        await host.KillAsync();
        await hostIsThere.WaitAsync();
        try
        {
            await crash();
        }
        finally
        {
            hostIsThere.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        await working;
        gone.Dispose();
        hostIsThere.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!gone.IsCancellationRequested)
        {
            await hostIsThere.WaitAsync();
            try
            {
                await ApproveAllAsync();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                stage.Traffic.Note("the person met no host");
            }
            finally
            {
                hostIsThere.Release();
            }

            await Wait.AgainAsync();
        }
    }

    private async Task ApproveAllAsync()
    {
        foreach (var requirement in await stage.Api.PendingAsync(drill.RunId))
        {
            var id = requirement.Text("requirementId")!;
            if (accepted.Contains(id)) throw new Xunit.Sdk.XunitException($"{id} was approved with 200 and is pending again");
            (await stage.Api.ApproveAsync(requirement)).Expect(200);
            accepted.Add(id);
        }
    }
}
