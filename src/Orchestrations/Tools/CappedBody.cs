using System.Buffers;
using System.Globalization;
using System.Text;

namespace DurableTeams.Tools;

/// <summary>Reads bodies as text up to a bound.</summary>
internal static class CappedBody
{
    /// <summary>The body in its charset (UTF-8 where it names none that is known); a body over the limit is cut and says so at its end.</summary>
    /// <param name="content">The body.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <param name="clean">Changes the text before anything is put behind it; told whether it was cut.</param>
    public static async Task<string> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellation, Func<string, bool, string>? clean = null)
    {
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // One byte more than the limit tells a body that fits from one that goes on.
            var rented = ArrayPool<byte>.Shared.Rent(maxBytes + 1);
            try
            {
                var read = await stream.ReadAtLeastAsync(rented.AsMemory(0, maxBytes + 1), maxBytes + 1, throwOnEndOfStream: false, cancellation)
                    .ConfigureAwait(false);
                var cut = read > maxBytes;
                var text = Decode(Charset(content), rented.AsSpan(0, Math.Min(read, maxBytes)), cut);
                if (clean is not null) text = clean(text, cut);
                return cut ? text + string.Create(CultureInfo.InvariantCulture, $"\n[cut: longer than {maxBytes} bytes]") : text;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static string Decode(Encoding encoding, ReadOnlySpan<byte> bytes, bool cut)
    {
        if (bytes.StartsWith(encoding.Preamble)) bytes = bytes[encoding.Preamble.Length..];
        var decoder = encoding.GetDecoder();
        var characters = new char[encoding.GetMaxCharCount(bytes.Length)];
        // Not flushed where it was cut: half a character at the end is dropped, not replaced.
        return new string(characters, 0, decoder.GetChars(bytes, characters, flush: !cut));
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
}
