using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>A person who looks at the inbox all the time and approves. What was accepted may never be asked again.</summary>
internal sealed class Approver(Stage stage, KillDrill drill) : IAsyncDisposable
{
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _hostIsThere = new(1, 1);
    private Task _working = Task.CompletedTask;

    public void Begin() => _working = Task.Run(WorkAsync);

    /// <summary>Takes the host away; what the person is just saying may or may not arrive.</summary>
    public async Task WhileAwayAsync(Func<Task> crash)
    {
        // Not under the lock until the host is dead: the kill may hit in the middle of an approval.
        var host = stage.Host;
        await host.KillAsync();
        await _hostIsThere.WaitAsync();
        try
        {
            await crash();
        }
        finally
        {
            _hostIsThere.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _working;
        _gone.Dispose();
        _hostIsThere.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_gone.IsCancellationRequested)
        {
            await _hostIsThere.WaitAsync();
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
                _hostIsThere.Release();
            }

            await Wait.AgainAsync();
        }
    }

    private async Task ApproveAllAsync()
    {
        foreach (var requirement in await stage.Api.PendingAsync(drill.RunId))
        {
            var id = requirement.Text("requirementId")!;
            if (_accepted.Contains(id)) throw new Xunit.Sdk.XunitException($"{id} was approved with 200 and is pending again");
            (await stage.Api.ApproveAsync(requirement)).Expect(200);
            _accepted.Add(id);
        }
    }
}
