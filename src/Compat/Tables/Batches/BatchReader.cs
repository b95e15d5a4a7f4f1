using System.Globalization;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>Finds the single answers in the answer to a transaction.</summary>
internal static class BatchReader
{
    private const string StatusLine = "HTTP/1.1 ";

    public static IReadOnlyList<Response> Read(Response response)
    {
        var text = response.Content.ToString();
        var parts = Parts(text, Boundary(response.Headers.ContentType));
        return [.. parts.SelectMany(Unwrap).Select(part => Answer(part, response.ClientRequestId))];
    }

    // A failure may stand in the change set or directly in the batch.
    private static IEnumerable<string> Unwrap(string part)
    {
        var (headers, body) = Split(part);
        var type = headers.GetValueOrDefault("Content-Type", "");
        return type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ? Parts(body, Boundary(type)) : [part];
    }

    private static BatchResponse Answer(string part, string requestId)
    {
        // Looked for, since the emulator leaves out the headers before it when it refuses a whole transaction.
        var start = part.IndexOf(StatusLine, StringComparison.Ordinal);
        if (start < 0) throw Unreadable();
        var http = part[start..];
        var end = http.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0) throw Unreadable();
        var status = http[StatusLine.Length..end].Trim().Split(' ', 2);
        var (headers, body) = Split(http[(end + 1)..]);
        return new(
            int.Parse(status[0], CultureInfo.InvariantCulture),
            status.Length > 1 ? status[1] : "",
            headers,
            Encoding.UTF8.GetBytes(body.TrimEnd('\r', '\n')),
            requestId);
    }

    private static IEnumerable<string> Parts(string text, string boundary) => text
        .Split("--" + boundary)
        .Skip(1)
        .TakeWhile(part => !part.StartsWith("--", StringComparison.Ordinal));

    private static string Boundary(string? contentType)
    {
        const string Name = "boundary=";
        var start = contentType?.IndexOf(Name, StringComparison.OrdinalIgnoreCase) ?? -1;
        return start < 0 ? throw Unreadable() : contentType![(start + Name.Length)..].Split(';')[0].Trim().Trim('"');
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string text)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var reader = new StringReader(text.TrimStart());
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return (headers, reader.ReadToEnd());
    }

    private static RequestFailedException Unreadable() => new("The answer to a transaction could not be read.");
}
