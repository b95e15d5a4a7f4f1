using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>
/// Reads the event stream of a provider as it comes. It is read line by line and not by the framework's SseParser, which needs
/// the empty lines after each event: some servers leave them out. A server that answers whole is read, too.
/// </summary>
internal static class ProviderStream
{
    /// <summary>The longest an answer may take that comes as a stream.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const string Data = "data:";

    /// <summary>Whether a body, by its beginning, is an event stream.</summary>
    public static bool IsOne(ReadOnlySpan<char> body)
    {
        var start = body.TrimStart("\ufeff \r\n\t");
        return start is [':', ..] || start.StartsWith(Data, StringComparison.Ordinal)
            || start.StartsWith("event:", StringComparison.Ordinal) || start.StartsWith("id:", StringComparison.Ordinal)
            || start.StartsWith("retry:", StringComparison.Ordinal);
    }

    /// <summary>The data in a line of an event stream; null where it holds none.</summary>
    public static string? DataOf(string line)
    {
        line = line.Trim();
        return line.StartsWith(Data, StringComparison.Ordinal) && line[Data.Length..].Trim() is { Length: > 0 } data
            ? data
            : null;
    }

    /// <summary>Whether a failure says that the server knows no streams, or not in the form they are asked for.</summary>
    public static bool IsRefusedBy(ModelException failure) => failure.StatusCode is 400 or 404 or 405 or 415 or 422 or 501
        && failure.Message.Contains("stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The parts of an answer as they come. The last update carries the whole answer, as it would be without streaming, as its
    /// <see cref="ChatResponseUpdate.RawRepresentation"/>.
    /// </summary>
    /// <param name="open">Sends the request.</param>
    /// <param name="fold">Puts the answer together.</param>
    /// <param name="silence">The longest the server may say nothing.</param>
    /// <param name="classify">Makes the failure of an exception.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ModelException">There is no answer, or the stream broke.</exception>
    public static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        Func<CancellationToken, Task<Stream>> open, IAnswerFold fold, TimeSpan silence, Func<Exception, ModelException> classify,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = PartsAsync(open, fold, silence, bound).GetAsyncEnumerator(CancellationToken.None);
        await using var disposing = parts.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await parts.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (Exception failure) when (failure is not ModelException && !cancellationToken.IsCancellationRequested)
            {
                throw classify(failure);
            }

            yield return parts.Current;
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> PartsAsync(
        Func<CancellationToken, Task<Stream>> open, IAnswerFold fold, TimeSpan silence, CancellationTokenSource bound)
    {
        var until = Environment.TickCount64 + (long)Longest.TotalMilliseconds;
        bound.CancelAfter(silence);
        var body = await open(bound.Token).ConfigureAwait(false);
        await using var disposing = body.ConfigureAwait(false);
        using var reader = new StreamReader(body, Encoding.UTF8);
        var line = await NextAsync().ConfigureAwait(false);
        while (line is not null && string.IsNullOrWhiteSpace(line)) line = await NextAsync().ConfigureAwait(false);
        if (line is null || !IsOne(line))
        {
            var rest = line is null ? "" : await reader.ReadToEndAsync(bound.Token).ConfigureAwait(false);
            yield return CompleteResponses.Last(fold.Whole($"{line}\n{rest}"), whole: true);
            yield break;
        }

        var (heard, silent) = (new List<AIContent>(), true);
        for (var over = false; line is not null && !over; line = over ? null : await NextAsync().ConfigureAwait(false))
        {
            if (DataOf(line) is not { } data) continue;
            over = fold.Add(data, heard);
            if (heard.Count == 0) continue;
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. heard]);
            silent &= !heard.Exists(part => part is TextContent);
            heard.Clear();
        }

        yield return CompleteResponses.Last(fold.Complete(), silent);

        async Task<string?> NextAsync()
        {
            bound.CancelAfter(TimeSpan.FromMilliseconds(
                Math.Clamp(until - Environment.TickCount64, 1, (long)silence.TotalMilliseconds)));
            return await reader.ReadLineAsync(bound.Token).ConfigureAwait(false);
        }
    }
}
