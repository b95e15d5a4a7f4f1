namespace DurableTeams.FunctionsHost.Starting;

/// <summary>What the runtime leaves out in a host that lives for seconds.</summary>
internal static class ShortLife
{
    /// <summary>
    /// Code is compiled once and stays as it is: to count how often it runs, and to compile it again where that is often, never
    /// pays, and takes a fifth of such a host's processor time.
    /// </summary>
    public static void Prepare(IDictionary<string, string?> environment)
    {
        environment["DOTNET_TieredPGO"] = "0";
        // Hexadecimal: counting begins after a minute.
        environment["DOTNET_TC_CallCountingDelayMs"] = "EA60";
    }
}
