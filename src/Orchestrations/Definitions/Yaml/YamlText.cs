using System.Text;
using YamlDotNet.Core;

namespace DurableTeams.Definitions.Yaml;

/// <summary>Reads a YAML or JSON file into nodes; what cannot be read is reported, never thrown.</summary>
internal static class YamlText
{
    /// <summary>The most bytes a file may have.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The file's document, or null after a report.</summary>
    public static YamlMap? ReadFile(string path, Findings findings)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxBytes + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MaxBytes)
            {
                findings.ReportAt(0, "is over 1 MiB, the most a definition file may have");
                return null;
            }

            using var reader = new StreamReader(new MemoryStream(bytes, 0, count), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
            return Read(reader.ReadToEnd().TrimStart('\uFEFF'), findings);
        }
        catch (DecoderFallbackException)
        {
            findings.ReportAt(0, "is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.ReportAt(0, $"cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>The text's document, or null after a report.</summary>
    public static YamlMap? Read(string text, Findings findings)
    {
        try
        {
            switch (new YamlComposer(new Parser(new StringReader(text)), findings).Document())
            {
                case YamlMap map:
                    return map;
                case null or YamlScalar { IsNull: true }:
                    findings.ReportAt(1, "is empty");
                    return null;
                case var other:
                    findings.ReportAt(other.Line, "must hold keys with values, such as 'id: newsroom'");
                    return null;
            }
        }
        catch (YamlException e)
        {
            findings.ReportAt(Math.Max(1, (int)e.Start.Line), "does not parse: " + Describe(e, text));
        }
        // The parser has let others slip on mangled input; a file must not bring the host down with a stack trace.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            findings.ReportAt(1, $"does not parse: {e.Message}");
        }

        return null;
    }

    private static string Describe(YamlException e, string text)
    {
        var line = text.Split('\n').ElementAtOrDefault((int)e.Start.Line - 1) ?? string.Empty;
        var reason = e.Message.TrimEnd('.');
        if (line.Contains("${", StringComparison.Ordinal)) return reason + "; put quotes around a value that holds ${NAME}";
        return line.Contains('\t', StringComparison.Ordinal) ? reason + "; indent with spaces" : reason;
    }
}
