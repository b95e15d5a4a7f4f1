using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Bench;

/// <summary>The start of the built host with 20 teams, in a process of its own each time, and its first requests.</summary>
internal static partial class Startup
{
    private const int Starts = 15;
    private const int Teams = 20;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("durableteams-startup-");
        try
        {
            var teams = folder.CreateSubdirectory("teams").FullName;
            for (var i = 0; i < Teams; i++) await File.WriteAllTextAsync(Path.Combine(teams, $"team{i}.yaml"), Team(i));
            await MeasureAsync("an empty data directory", teams, start => Path.Combine(folder.FullName, $"data{start}"));
            var paused = Path.Combine(folder.FullName, "paused");
            await Inbox.FillAsync(paused);
            await MeasureAsync("10,000 paused runs", teams, _ => paused);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string what, string teams, Func<int, string> data)
    {
        var times = new SortedDictionary<int, (string Name, List<double> Values)>();
        for (var start = 0; start <= Starts; start++)
        {
            var measured = await StartAsync(teams, data(start));
            // The first brings the files into memory.
            if (start == 0) continue;
            foreach (var ((name, value), at) in measured.Select((one, at) => (one, at)))
            {
                if (!times.ContainsKey(at)) times[at] = (name, []);
                times[at].Values.Add(value);
            }
        }

        var table = new BenchTable($"startup: {Starts} starts with {Teams} teams and {what}", "ms", "p50", "p99");
        foreach (var (name, values) in times.Values) table.Row(name, Text(values, 50), Text(values, 99));
        Console.WriteLine(table);
    }

    private static async Task<IReadOnlyList<(string Name, double Value)>> StartAsync(string teams, string data)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(EmbeddedHost).Assembly.Location, "--teams", teams, "--data", data, "--urls", "http://127.0.0.1:0",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DURABLETEAMS_LOG"] = "Debug";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var parts = PartsAsync(process.StandardError);
        var url = (await process.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        var measured = new List<(string, double)> { ("Listening", watch.Elapsed.TotalMilliseconds) };
        process.Refresh();
        measured.Add(("  processor time", process.TotalProcessorTime.TotalMilliseconds));
        measured.AddRange(await parts);
        using var client = new HttpClient();
        foreach (var name in new[] { "first request", "second request" })
        {
            watch.Restart();
            using var answer = await client.GetAsync(new Uri(url + "/api/health"));
            measured.Add((name, watch.Elapsed.TotalMilliseconds));
        }

        process.Kill();
        await process.WaitForExitAsync();
        return measured;
    }

    // The host's own line: "Started in 512 ms: runtime and options 130, services 60, ..."
    private static async Task<IReadOnlyList<(string, double)>> PartsAsync(StreamReader log)
    {
        while (await log.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Started in ", StringComparison.Ordinal)) continue;
            _ = log.ReadToEndAsync();
            return
            [
                .. Part().Matches(line[line.IndexOf(" ms: ", StringComparison.Ordinal)..])
                    .Select(part => ("  " + part.Groups[1].Value, double.Parse(
                        part.Groups[2].Value, CultureInfo.InvariantCulture))),
            ];
        }

        return [];
    }

    private static string Text(List<double> values, int percent) =>
        Team3Disk.Percentile([.. values], percent).ToString("F0", CultureInfo.InvariantCulture);

    private static string Team(int number) => $$"""
        id: team{{number}}
        mode: coordinate
        model: m
        models: { m: { provider: openai, model: m, endpoint: "http://127.0.0.1:9/v1", apiKey: k } }
        members: [{ id: one, role: works, tools: [t] }, { id: two, role: works }]
        tools: { t: { description: d, parameters: { type: object }, http: { method: GET, url: "http://127.0.0.1:9/t" } } }
        """;

    [GeneratedRegex("([A-Za-z][A-Za-z ]*?) ([0-9]+)(?:,|$)")]
    private static partial Regex Part();
}
