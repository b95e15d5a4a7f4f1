using DurableTeams.Definitions.Remote;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a member whose work another process does.</summary>
internal static class RemoteCheck
{
    private const int MaxAttempts = 100;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static void Check(MemberDefinition member, string path, Findings findings, DefinitionScope scope)
    {
        var (remote, at) = (member.Remote!, $"{path}/remote");
        Refuse(member.Model is not null, "model");
        Refuse(member.Agent is not null, "agent");
        Refuse(member.Tools.Count > 0, "tools");
        Refuse(member.Handoffs is not null, "handoffs");
        if (remote.Queue is null == remote.Url is null && !findings.IsBroken($"{at}/queue") && !findings.IsBroken($"{at}/url"))
            findings.Report(at, "a remote member has a 'queue' or a 'url', one of the two");
        if (remote.Queue is { } queue && !RemoteDefinition.IsQueue(queue))
            findings.Report($"{at}/queue", $"'queue' is '{queue}'; write 1 to 64 characters of a-z, 0-9 and -");
        if (remote.Url is { } url && AddressCheck.Problem(url, scope.Environment) is { } problem)
            findings.Report($"{at}/url", $"'url' {problem}");
        Only(remote.Url is not null && remote.Queue is null, remote.Lease is not null, "lease", "queue");
        Only(remote.Url is not null && remote.Queue is null, remote.Start is not null, "start", "queue");
        Only(remote.Queue is not null && remote.Url is null, remote.Answer is not null, "answer", "url");
        if (remote.Lease is { } lease) SettingsCheck.Time(lease, $"{at}/lease", Shortest, LongestLease, findings);
        if (remote.Start is { } start && start != Timeout.InfiniteTimeSpan)
            SettingsCheck.Time(start, $"{at}/start", Shortest, Longest, findings);
        if (remote.Answer is { } answer) SettingsCheck.Time(answer, $"{at}/answer", Shortest, Longest, findings);
        if (remote.Attempts is < 1 or > MaxAttempts) findings.Report($"{at}/attempts", $"'attempts' must be 1 to {MaxAttempts}");

        void Refuse(bool has, string key)
        {
            if (has)
                findings.Report($"{path}/{key}", $"the work of a remote member is done elsewhere; remove '{key}', or 'remote'");
        }

        void Only(bool other, bool has, string key, string of)
        {
            if (other && has) findings.Report($"{at}/{key}", $"'{key}' is for members with a '{of}'; remove it");
        }
    }
}
