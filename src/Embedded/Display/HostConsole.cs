using System.Globalization;
using System.Text;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Display;

/// <summary>
/// What a host says to people: its teams, its addresses, and a line for each event of a run. All of it goes to standard error;
/// standard output has one line, the address, for programs.
/// </summary>
internal sealed class HostConsole : IAsyncDisposable
{
    private const int MaxTeams = 12;

    private readonly TextWriter _output;
    private readonly Paint _paint;
    private readonly bool _json;
    private readonly EventText _text;
    private string _url = "";

    /// <summary>A console.</summary>
    /// <param name="output">Where lines go, each at once.</param>
    /// <param name="paint">The colours.</param>
    /// <param name="json">Whether each line is a JSON object.</param>
    /// <param name="content">Whether lines have what people, models and tools said.</param>
    public HostConsole(TextWriter output, Paint paint, bool json, bool content)
    {
        (_output, _paint, _json) = (output, paint, json);
        _text = new EventText(paint, Command, content);
        Lines = new RunLines(
            output, (item, facts) => _json ? EventJson.Of(item, facts) : _text.Of(item, facts), Skipped, TimeProvider.System);
    }

    /// <summary>The lines of runs; the host's feed.</summary>
    public RunLines Lines { get; }

    /// <summary>
    /// The console of a host with these settings, on standard error; null where the level of the log is higher than Warning. What
    /// people, models and tools said is shown on a terminal, and kept out of pipes and files.
    /// </summary>
    public static HostConsole? Open(HostSettings settings) => settings.LogLevel > LogLevel.Warning
        ? null
        : new HostConsole(
            new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true }, Paint.ForErrors,
            settings.JsonLog, content: !Console.IsErrorRedirected);

    /// <summary>The host listens: says where, and which teams it has, then a line for each event.</summary>
    public async Task ListenAsync(string url, IServiceProvider services, string data)
    {
        _url = url;
        var teams = services.GetRequiredService<ITeamCatalog>().Teams.Select(team => team.Definition.Id).ToList();
        if (_json) await _output.WriteLineAsync(EventJson.OfListening(url, teams));
        else await IntroduceAsync(url, teams, data);
        Lines.Start(services.GetRequiredService<IRunStore>());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Lines.DisposeAsync();

    private async Task IntroduceAsync(string url, List<string> teams, string data)
    {
        var more = teams.Count - MaxTeams;
        await SayAsync(
            "teams", string.Join(", ", teams.Take(MaxTeams))
                + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : ""));
        await SayAsync("state", data);
        if (Environment.GetEnvironmentVariable(DashboardOptions.Setting) != "off") await SayAsync("pages", $"{url}/");
        await SayAsync("API", $"{url}/api, described at {url}/api/openapi.json");
        if (teams.Count > 0) await SayAsync("try", Command($"run {teams[0]} \"Hello\" --follow"));
    }

    private Task SayAsync(string name, string text) =>
        _output.WriteLineAsync($"  {_paint.Of(Tone.Faint, name.PadRight(6))} {text}");

    private string Command(string command) => ProgramName.Command(command, _url);

    private string Skipped(long count) => _json
        ? string.Create(CultureInfo.InvariantCulture, $$"""{"event":"LinesLeftOut","events":{{count}}}""")
        : _paint.Of(Tone.Faint, string.Create(
            CultureInfo.InvariantCulture,
            $"… {count:N0} events not shown: at most {RunLines.LinesPerSecond} lines are written in a second"));
}
