namespace DurableTeams.Conformance.Tests;

/// <summary>
/// What the official worker, client or test host does otherwise; docs/explanation/conformance.md is this list in words. With
/// <c>ORACLE_DIFFERENCES=1</c> these tests run and no others: one that passes does not belong here.
/// </summary>
internal static class Differences
{
    private static readonly bool Only = Environment.GetEnvironmentVariable("ORACLE_DIFFERENCES") == "1";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["EventPayloadTests.WaitForExternalEvent_PayloadDoesNotDeserialise_FailsTheWaitOnly"] =
            "An improvement of ours. A payload that does not deserialise fails the official orchestration; here it fails the "
                + "wait, which can be caught.",
        ["EventPayloadTests.WaitForExternalEvent_BadPayloadNotCaught_FailsTheInstanceWithThat"] =
            "An improvement of ours. Here the failure names the event.",
        ["DeadWaitTests.WaitForExternalEvent_TokenAlreadyCancelled_LeavesAKeptEvent"] =
            "An improvement of ours. The official wait takes a kept event though it is cancelled already.",
        ["EventErrorTests.RaiseEvent_FinishedInstance_IsAnError"] =
            "An improvement of ours. The official client drops the event silently.",
        ["EventErrorTests.RaiseEvent_UnknownInstance_IsAnError"] =
            "An improvement of ours. The official client drops the event silently.",
        ["WaitTests.Wait_UnknownInstance_IsAnErrorInsteadOfForever"] =
            "An improvement of ours. The official client waits for ever.",
        ["NonDeterminismTests.Orchestrator_LeavesItsContext_EndsInsteadOfHanging"] =
            "An improvement of ours. The official orchestration hangs.",
        ["NonDeterminismTests.Orchestrator_AwaitsSomethingNotDurable_FailsInsteadOfHanging"] =
            "An improvement of ours. The official orchestration hangs.",
        ["SubOrchestrationIdTests.CallSubOrchestrator_IdOfALiveInstance_FailsTheCallAndSparesTheInstance"] =
            "An improvement of ours. There the parent waits for ever.",
        ["RestartInstanceTests.Restart_RunningInstance_IsRefusedOrStartsAnew"] =
            "An improvement of ours. There the refusal is an RpcException; here it is an InvalidOperationException.",
        ["DedupeTests.Schedule_TerminatedDedupedButARunningStatusNot_IsAnArgumentError"] =
            "An improvement of ours. There statuses that contradict each other are accepted.",
        ["DedupeTests.Schedule_ReplacesARunningInstance_NothingOfTheOldOneReachesTheNew"] =
            "A gap of the test host. Its store does not replace an instance that runs.",
        ["DedupeTests.Schedule_StatusIsNotDeduped_ReplacesTheInstance"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["DedupeTests.Schedule_NothingIsDeduped_ReplacesTheInstance"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["DedupeTests.Schedule_StatusIsDeduped_IsRefusedAndInstanceIsSpared"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["StartTests.StartAt_TerminatedBefore_NeverRuns"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["QueryTests.GetAllInstances_SeveralFilters_AllMustHold"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["QueryTests.GetAllInstances_NoFilter_FindsAll"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["QueryTests.GetAllInstances_Statuses_FindsThose"] =
            "A gap of the test host. It does not keep a start at a later time pending.",
        ["QueryTests.GetAllInstances_FetchInputsAndOutputs_HasThem"] =
            "A gap of the test host. It returns inputs and outputs though they were not asked for.",
        ["StartTests.Schedule_ManyAtTheSameTime_AllRun"] =
            "A gap of the test host. It is too slow for so many.",
        ["FanOutTests.WhenAll_OverActivities_ReturnsAllResultsInOrder"] =
            "A gap of the test host. It is too slow for a thousand.",
        ["FanOutTests.WhenAll_OverActivities_RunsThemAtTheSameTime"] =
            "A gap of the test host. It runs one activity after the other.",
        ["WhenAnyTests.WhenAny_FirstOneFails_FailureIsSeenWhereItIsAwaited"] =
            "A gap of the test host. It runs one activity after the other.",
        ["WhenAnyTests.WhenAny_InALoop_ReturnsInTheOrderOfCompletion"] =
            "A gap of the test host. It runs one activity after the other.",
        ["WhenAnyTests.WhenAny_TimerBeforeActivity_TimerWins"] =
            "A gap of the test host. It runs one activity after the other.",
        ["WhenAnyTests.WhenAny_OneActivityFinishesFirst_ReturnsThatOne"] =
            "A gap of the test host. It runs one activity after the other.",
        ["TimerTests.CreateTimer_NotAwaited_DoesNotHoldUpTheEnd"] =
            "A gap of the test host. It does not end an orchestration whose timer is set.",
        ["ContinueAsNewTests.ContinueAsNew_UnprocessedEvents_AreKeptOrDroppedAsAsked"] =
            "A gap of the test host. It loses events that are to be kept.",
        ["ContinueAsNewTests.ContinueAsNew_ActivityOfTheOldGenerationAnswersLate_IsIgnored"] =
            "A gap of the test host. It runs one activity after the other.",
        ["ContinueAsNewTests.ContinueAsNew_TimerOfTheOldGeneration_DoesNotFireInTheNew"] =
            "A gap of the test host. It does not continue an orchestration whose timer is set.",
        ["SubOrchestrationTests.CallSubOrchestrator_NotAwaited_ChildRunsToItsEnd"] =
            "A gap of the test host. It does not start a child that its parent does not wait for.",
        ["TerminateTests.Terminate_ParentOfLiveChildren_TakesThemAlongIfRecursive"] =
            "A gap of the test host. It does not terminate children.",
        ["RestartInstanceTests.Restart_SameId_RunsAgainWithTheSameInput"] =
            "A gap of the test host. It loses the tags.",
        ["MetadataTests.InstanceId_OtherCase_IsAnotherInstance"] =
            "A gap of the test host. Its ids ignore case.",
        ["MetadataTests.GetInstance_Failed_HasFailureDetailsAndNoOutput"] =
            "A gap of the test host. It has the failure as the output, too, and not as JSON.",
        ["PagingTests.ListInstanceIds_PageByPage_ReturnsAllOnce"] =
            "A gap of the test host. It cannot list ids.",
        ["PagingTests.AsPages_InstancesAddedMeanwhile_RepeatsAndLosesNone"] =
            "A gap of the test host. Its pages have another order.",
        ["PurgeTests.PurgeAllInstances_NoFilter_TakesAllThatEndedAndSparesTheRest"] =
            "A gap of the test host. It cannot purge by filter.",
        ["PurgeTests.PurgeAllInstances_Recursive_TakesChildrenAlong"] =
            "A gap of the test host. It cannot purge by filter.",
        ["PurgeTests.PurgeAllInstances_ByStatus_TakesThose"] =
            "A gap of the test host. It cannot purge by filter.",
        ["PurgeTests.PurgeInstance_WithDescendants_TakesThemIfRecursive"] =
            "A gap of the test host. It does not purge children.",
        ["RewindTests.Rewind_FailedChild_IsRewoundToo"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_NotFailedInstance_IsAnInvalidOperation"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_FailsAgain_CanBeRewoundAgain"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_FailuresOfDifferentTurns_RepeatsThemAll"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_FailedActivity_RepeatsOnlyThat"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_FanOut_RepeatsOnlyTheFailed"] =
            "A gap of the test host. It cannot rewind.",
        ["RewindTests.Rewind_UnknownInstance_IsAnArgumentError"] =
            "A gap of the test host. It cannot rewind.",
    };

    public static string? ReasonToSkip(string file, string method)
    {
        Reasons.TryGetValue($"{Path.GetFileNameWithoutExtension(file)}.{method}", out var reason);
        return Only ? reason is null ? "No difference is known." : null : reason;
    }
}
