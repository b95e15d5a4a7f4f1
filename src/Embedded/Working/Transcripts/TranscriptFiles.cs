using System.Text;
using System.Text.Json;

namespace DurableTeams.Embedded.Working.Transcripts;

/// <summary>The files of a transcript, read line by line as they grow.</summary>
/// <param name="pattern">Files besides <see cref="TranscriptSource.DefaultFile"/>, or null.</param>
/// <param name="folder">The work's directory.</param>
internal sealed class TranscriptFiles(string? pattern, string folder)
{
    /// <summary>Bytes of a line; a longer one is passed over.</summary>
    public const int LongestLine = 1024 * 1024;

    private const int HeadLines = 20;
    private readonly DateTime _begin = DateTime.UtcNow;
    private readonly Dictionary<string, Reader> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>The whole lines that were added since the last call, by file.</summary>
    /// <param name="last">Whether nothing comes after: a last line needs no line break.</param>
    public IEnumerable<(string File, string Line)> ReadNew(bool last)
    {
        foreach (var file in Find())
        {
            if (!_readers.TryGetValue(file, out var reader)) _readers[file] = reader = new Reader(file);
            foreach (var line in reader.ReadNew(last)) yield return (file, line);
        }
    }

    private IEnumerable<string> Find()
    {
        var own = Path.Combine(folder, TranscriptSource.DefaultFile);
        if (File.Exists(own)) yield return own;
        if (pattern is null) yield break;
        foreach (var file in Matches().Where(file => file != own && !_others.Contains(file) && IsOfThisWork(file)))
            yield return file;
    }

    private List<string> Matches()
    {
        var whole = pattern!.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), pattern[2..])
            : Path.Combine(folder, pattern);
        var star = whole.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return File.Exists(whole) ? [whole] : [];
        var root = whole[..(whole.LastIndexOf('/', star) + 1)];
        if (!Directory.Exists(root)) return [];
        var deep = whole.Contains("**", StringComparison.Ordinal);
        var options = new EnumerationOptions { RecurseSubdirectories = deep, IgnoreInaccessible = true };
        return [.. Directory.EnumerateFiles(root, Path.GetFileName(whole), options)
            .Where(file => deep || Path.GetDirectoryName(file) + "/" == root).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Agents keep the transcripts of all their sessions in one place. One of this work is in the work's directory, or was
    /// written since its command began and says in one of its first lines that its <c>cwd</c> is that directory.
    /// </summary>
    private bool IsOfThisWork(string file)
    {
        if (_readers.ContainsKey(file) || file.StartsWith(folder + "/", StringComparison.Ordinal)) return true;
        if (File.GetLastWriteTimeUtc(file) < _begin.AddSeconds(-2)) return false;
        var heads = new Reader(file).ReadNew(last: false).Take(HeadLines).ToList();
        var places = heads.Select(Cwd).OfType<string>().ToList();
        if (places.Count > 0 || heads.Count == HeadLines) _ = places.Contains(folder) || _others.Add(file);
        return places.Contains(folder);
    }

    private static string? Cwd(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TextOf("cwd") ?? json.RootElement.ObjectOf("payload")?.TextOf("cwd");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One file, from where it was read last.</summary>
    private sealed class Reader(string file)
    {
        private readonly List<byte> _part = [];
        private long _at;
        private bool _skip;

        public IEnumerable<string> ReadNew(bool last)
        {
            foreach (var piece in Pieces())
            {
                var rest = piece.AsMemory();
                while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
                {
                    if (Take(rest[..end]) is { } line) yield return line;
                    rest = rest[(end + 1)..];
                }

                Keep(rest);
            }

            if (last && Take(default) is { } rests) yield return rests;
        }

        private string? Take(ReadOnlyMemory<byte> end)
        {
            Keep(end);
            var line = _skip ? null : Encoding.UTF8.GetString([.. _part]);
            _part.Clear();
            _skip = false;
            return string.IsNullOrWhiteSpace(line) ? null : line;
        }

        private void Keep(ReadOnlyMemory<byte> more)
        {
            _skip |= _part.Count + more.Length > LongestLine;
            if (_skip) _part.Clear();
            else _part.AddRange(more.Span);
        }

        private IEnumerable<byte[]> Pieces()
        {
            FileStream stream;
            try
            {
                stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                yield break;
            }

            using (stream)
            {
                // A file that became shorter was written anew.
                if (stream.Length < _at) (_at, _skip) = (0, false);
                stream.Position = _at;
                var buffer = new byte[64 * 1024];
                while (stream.Read(buffer) is > 0 and var read)
                {
                    _at += read;
                    yield return buffer[..read];
                }
            }
        }
    }
}
