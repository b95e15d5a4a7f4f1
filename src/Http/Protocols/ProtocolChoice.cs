using DurableTeams.Definitions;
using DurableTeams.Json;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols;

/// <summary>What a program changes of the protocols that are on.</summary>
internal sealed record ProtocolChoice(Func<ProtocolOptions, ProtocolOptions> Change)
{
    private const string None = "none";

    private static readonly IReadOnlyList<(string Word, Func<ProtocolOptions, bool, ProtocolOptions> Set)> Words =
    [
        ("agui", (options, on) => options with { AgUi = on }),
        ("aisdk", (options, on) => options with { AiSdk = on }),
        ("a2a", (options, on) => options with { A2A = on }),
        ("mcp", (options, on) => options with { Mcp = on }),
        ("openai", (options, on) => options with { OpenAI = on }),
    ];

    /// <summary>The protocols of a program.</summary>
    /// <exception cref="SettingException">The variable names none that there is.</exception>
    public static ProtocolOptions Of(IServiceProvider services) => services.GetServices<ProtocolChoice>().Aggregate(
        Read(services.GetRequiredService<IDefinitionEnvironment>().Get(ProtocolOptions.Setting)),
        (options, choice) => choice.Change(options));

    /// <summary>The protocols that a variable turns on.</summary>
    /// <exception cref="SettingException">It names none that there is.</exception>
    internal static ProtocolOptions Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return new ProtocolOptions();
        var named = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var known = Words.Select(one => one.Word).ToList();
        if (named is not [None] && named.FirstOrDefault(word => !known.Contains(word, StringComparer.Ordinal)) is { } unknown)
            throw new SettingException(
                ProtocolOptions.Setting,
                $"names '{unknown}', which is no protocol; it takes {string.Join(", ", known)} with commas between, or {None}.");
        return Words.Aggregate(new ProtocolOptions(), (options, one) => one.Set(options, named.Contains(one.Word)));
    }
}
