using System.Text;
using DurableTeams.Definitions.Checks;
using YamlDotNet.Core;

namespace DurableTeams.Definitions.Files;

/// <summary>Reads a YAML or JSON file into nodes. Errors are reported, never thrown.</summary>
internal static class YamlText
{
    /// <summary>The most bytes a file may have.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The file's document, or null after a report.</summary>
    public static YamlMap? ReadFile(string path, Findings findings)
    {
        try
        {
            using var file = DefinitionFile.Open(path);
            // One byte more than the length: a file that grows while it is read is not taken for a whole one.
            var bytes = new byte[Math.Min(file.Length, MaxBytes) + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count == bytes.Length)
            {
                findings.ReportAt(
                    0,
                    count > MaxBytes
                        ? "is over 1 MiB, the most a definition file may have"
                        : "changed while it was read; start again");
                return null;
            }

            return Read(Utf8.GetString(bytes, 0, count).TrimStart('\uFEFF'), findings);
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
        var parser = new Parser(new StringReader(text));
        try
        {
            switch (new YamlComposer(parser, findings).Document())
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
            findings.ReportAt(Line(e.Start, text), "does not parse: " + Describe(e, text));
        }
        // The parser has thrown other exceptions on mangled input; a file must not end the host with a stack trace.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or NullReferenceException or OverflowException)
        {
            findings.ReportAt(
                Line(parser.Current?.End ?? Mark.Empty, text),
                "does not parse: the YAML is malformed here or just below");
        }

        return null;
    }

    // The end of the file is a line of its own to the parser.
    private static int Line(in Mark at, string text) =>
        Math.Clamp((int)at.Line, 1, Math.Max(1, text.TrimEnd().Count(c => c == '\n') + 1));

    private static string Describe(YamlException e, string text)
    {
        var line = text.Split('\n').ElementAtOrDefault((int)e.Start.Line - 1) ?? string.Empty;
        var reason = e.Message.TrimEnd('.');
        if (line.Contains("${", StringComparison.Ordinal)) return reason + "; put quotes around a value that holds ${NAME}";
        return line.Contains('\t', StringComparison.Ordinal) ? reason + "; indent with spaces" : reason;
    }
}
