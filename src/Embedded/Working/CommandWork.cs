using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DurableTeams.Embedded.Working.Transcripts;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Working;

/// <summary>Does a piece of work with a command.</summary>
internal sealed class CommandWork(WorkSettings settings, RunningCommands running, Action<string> log)
{
    /// <summary>Characters of standard output that become the output: the end of it.</summary>
    public const int MostOutput = 256 * 1024;

    /// <summary>Characters of standard error that stand in the error: the end of it.</summary>
    public const int MostErrors = 2_000;

    // Whoever left the group may hold the pipes open.
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(2);

    /// <summary>Runs the command; its output is the work's.</summary>
    public async Task<WorkResult> DoAsync(RemoteWork work, CancellationToken stop)
    {
        var name = WorkFolders.NameOf(work.Lease);
        var folder = Path.Combine(settings.Folder, name);
        log($"{work.WorkId} leased: {work.Lease.MemberId}, attempt {work.Lease.Attempt}");
        await running.OthersEndedAsync(name, 2 * settings.Grace + RestOfOutput, stop);
        WorkFolders.Create(folder);
        var result = await RunAsync(work, name, folder, stop);
        log($"{work.WorkId} {(result.Error is { } error ? "failed: " + error.Message : "done")}");
        if (!settings.Keep) WorkFolders.Remove(folder);
        return result;
    }

    private async Task<WorkResult> RunAsync(RemoteWork work, string name, string folder, CancellationToken stop)
    {
        using var process = new Process { StartInfo = StartInfo(work, folder) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return WorkResult.Failed($"{settings.Command[0]} cannot be started: {failure.Message}", "commandFailed");
        }

        running.Add(name, process);
        var (output, errors) = (new TextTail(MostOutput), new TextTail(MostErrors));
        await using var transcript = settings.Transcript?.Follow(work, folder, log);
        try
        {
            var reading = Task.WhenAll(
                ReadAsync(process.StandardOutput, output, transcript), ReadAsync(process.StandardError, errors, null));
            // A command need not read its task, and may be stopped before it does.
            var talking = Task.WhenAll(reading, WriteTaskAsync(process, work.Task));
            await process.WaitForExitAsync(stop);
            // What it leaves running in its group ends with it.
            ProcessGroup.End(process);
            await Task.WhenAny(talking, Task.Delay(RestOfOutput, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            await ProcessGroup.StopAsync(process, settings.Grace);
            log($"{work.WorkId} stopped: {work.LostBy ?? "the worker ends"}");
            if (work.LostBy is "cancelled" or "workEnded" && !settings.Keep) WorkFolders.Remove(folder);
            throw;
        }
        finally
        {
            if (!process.HasExited) ProcessGroup.End(process);
            running.Remove(name);
        }

        var said = transcript is null ? null : await transcript.EndAsync();
        if (process.ExitCode == 0) return WorkResult.Done(said ?? output.ToString().TrimEnd());
        return WorkResult.Failed(Failure(process.ExitCode, errors.ToString().Trim()), "commandFailed");
    }

    private ProcessStartInfo StartInfo(RemoteWork work, string folder)
    {
        var start = ProcessGroup.StartInfo(settings.Command.Select(part => part.Replace(
            WorkSettings.TaskMark, work.Task, StringComparison.Ordinal)));
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (variable, value) in WorkEnvironment.Of(work.Lease, settings, folder)) start.Environment[variable] = value;
        return start;
    }

    private async Task WriteTaskAsync(Process process, string task)
    {
        try
        {
            var inArgument = settings.Command.Any(part => part.Contains(WorkSettings.TaskMark, StringComparison.Ordinal));
            if (!inArgument) await process.StandardInput.WriteAsync(task);
            process.StandardInput.Close();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The command does not read it.
        }
    }

    private static async Task ReadAsync(StreamReader from, TextTail into, TranscriptFollower? transcript)
    {
        var buffer = new char[8192];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var read)
            {
                lock (into) into.Append(buffer.AsSpan(0, read));
                transcript?.Add(buffer.AsSpan(0, read));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody waits for the rest any more.
        }
    }

    private static string Failure(int code, string errors)
    {
        var number = (code > 128 ? code - 128 : code).ToString(CultureInfo.InvariantCulture);
        var how = (code > 128 ? "was ended by signal " : "ended with exit code ") + number;
        return $"The command {how}{(errors.Length == 0 ? "." : ": " + errors)}";
    }
}
