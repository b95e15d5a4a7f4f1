using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;
using Spectre.Console;

namespace DurableTeams.Embedded.Client;

/// <summary>The inbox on a terminal, once or live.</summary>
internal sealed class InboxScreen(HostTalk talk, IAnsiConsole console, TimeProvider time)
{
    /// <summary>The screen of the process's terminal.</summary>
    public static InboxScreen OfTerminal(HostTalk talk) => new(
        talk,
        AnsiConsole.Create(new AnsiConsoleSettings
        {
            ColorSystem = talk.Paint == Paint.None ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        }),
        TimeProvider.System);

    /// <summary>Shows what is pending.</summary>
    /// <param name="inbox">The inbox.</param>
    /// <param name="look">How long until it is read again, for ever; null shows it once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> ShowAsync(HostInbox inbox, TimeSpan? look, CancellationToken cancellationToken)
    {
        var pending = await inbox.ReadAsync(patient: false, cancellationToken) ?? [];
        if (look is not { } pause)
        {
            if (pending.Count == 0) await Console.Error.WriteLineAsync("inbox: nobody has to decide anything.");
            else console.Write(Table(pending));
            return ExitCodes.Done;
        }

        await console.Live(Table(pending)).Overflow(VerticalOverflow.Ellipsis).StartAsync(async live =>
        {
            while (true)
            {
                live.UpdateTarget(Table(pending));
                await Task.Delay(pause, time, cancellationToken);
                pending = await inbox.ReadAsync(patient: true, cancellationToken) ?? pending;
            }
        });
        return ExitCodes.Done;
    }

    private Spectre.Console.Rendering.IRenderable Table(IReadOnlyList<JsonElement> pending) =>
        InboxTable.Of(pending, time.GetUtcNow(), talk.Command);
}
