using System.Security.Cryptography;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Styles, modules and pictures, from the assembly.</summary>
internal static class Assets
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> All = new(Read);
    private static readonly Lazy<string> Hash = new(() =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, content) in All.Value.OrderBy(one => one.Key, StringComparer.Ordinal)) hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    });

    /// <summary>A text that changes with any of them.</summary>
    public static string Version => Hash.Value;

    /// <summary>One of them; null where there is none of this name.</summary>
    public static byte[]? Find(string name) => All.Value.GetValueOrDefault(name);

    /// <summary>The media type by a name's end.</summary>
    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static Dictionary<string, byte[]> Read()
    {
        var assembly = typeof(Assets).Assembly;
        Dictionary<string, byte[]> all = new(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (Path.GetExtension(name) is not (".css" or ".js" or ".svg")) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            all[name] = content;
        }

        return all;
    }
}
