using System.Globalization;
using System.Buffers;
using System.Text;

namespace DurableTeams.Outbound;

/// <summary>Reads bodies as text up to a bound.</summary>
internal static class BoundedBody
{
    private const int Part = 16 * 1024;

    // To report the length of a long body, this many times the limit is read, for this long at most, where the headers do not
    // have the length.
    private const int Counted = 16;
    private static readonly TimeSpan Counting = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The body in its charset (UTF-8 where it names no known one). A body over the limit is cut; a line at its end says so,
    /// and how long the body is.
    /// </summary>
    /// <param name="content">The body.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="clean">Changes the text before that line is added; its second argument says whether the text was
    /// cut.</param>
    public static async Task<string> ReadAsync(
        HttpContent content, int maxBytes, CancellationToken cancellationToken, Func<string, bool, string>? clean = null)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var part = ArrayPool<byte>.Shared.Rent(Part);
            try
            {
                return await ReadAsync(stream, content, part, maxBytes, clean ?? ((text, _) => text), cancellationToken)
                    .ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(part);
            }
        }
    }

    private static async Task<string> ReadAsync(
        Stream stream,
        HttpContent content,
        byte[] part,
        int maxBytes,
        Func<string, bool, string> clean,
        CancellationToken cancellationToken)
    {
        var encoding = Charset(content);
        var decoder = encoding.GetDecoder();
        var characters = new char[encoding.GetMaxCharCount(part.Length)];
        var text = new StringBuilder();
        long read = 0;
        var first = true;
        while (await stream.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false) is > 0 and var count)
        {
            var kept = (int)Math.Clamp(maxBytes - read, 0, count);
            read += count;
            Append(part.AsSpan(0, kept));
            if (read > maxBytes || count < part.Length) break;
        }

        if (read <= maxBytes)
        {
            // Where the body was cut, half a character at the end is dropped, not replaced.
            text.Append(characters.AsSpan(0, decoder.GetChars([], characters, flush: true)));
            return clean(text.ToString(), false);
        }

        var whole = content.Headers.ContentLength
            ?? await CountAsync(stream, part, read, (long)maxBytes * Counted, cancellationToken).ConfigureAwait(false);
        return clean(text.ToString(), true) + CutLine(maxBytes, whole);

        void Append(ReadOnlySpan<byte> bytes)
        {
            if (first && bytes.StartsWith(encoding.Preamble)) bytes = bytes[encoding.Preamble.Length..];
            first = false;
            text.Append(characters.AsSpan(0, decoder.GetChars(bytes, characters, flush: false)));
        }
    }

    /// <summary>The length of the body in bytes; null where counting takes too long or the bytes are too many.</summary>
    private static async Task<long?> CountAsync(
        Stream stream, byte[] part, long read, long most, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Counting);
        try
        {
            while (await stream.ReadAsync(part, patience.Token).ConfigureAwait(false) is > 0 and var count)
            {
                read += count;
                if (read > most) return null;
            }

            return read;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Encoding Charset(HttpContent content)
    {
        var name = content.Headers.ContentType?.CharSet?.Trim('"', '\'', ' ');
        if (string.IsNullOrEmpty(name)) return Encoding.UTF8;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }

    /// <summary>The line at the end of a text that was cut.</summary>
    /// <param name="kept">The bytes that were kept.</param>
    /// <param name="whole">The bytes of the whole text; null where that is not known.</param>
    public static string CutLine(int kept, long? whole) => whole is null
        ? string.Create(CultureInfo.InvariantCulture, $"\n[cut: longer than {kept} bytes]")
        : string.Create(CultureInfo.InvariantCulture, $"\n[cut: longer than {kept} bytes; the whole has {whole}]");
}
