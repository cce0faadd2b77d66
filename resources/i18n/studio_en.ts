<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BoardWay</name>
    <message numerus="yes">
        <source>%Ln still to be ranked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%Ln still to be ranked.</numerusform>
            <numerusform>%Ln still to be ranked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckpointDetails</name>
    <message numerus="yes">
        <source>%Ln demonstration(s)</source>
        <translation>
            <numerusform>%Ln demonstration</numerusform>
            <numerusform>%Ln demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln comparison(s)</source>
        <translation>
            <numerusform>%Ln comparison</numerusform>
            <numerusform>%Ln comparisons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilePanel</name>
    <message numerus="yes">
        <source>%Ln row(s) so far</source>
        <translation>
            <numerusform>%Ln row so far</numerusform>
            <numerusform>%Ln rows so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) written</source>
        <translation>
            <numerusform>%Ln row written</numerusform>
            <numerusform>%Ln rows written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new prompt(s)</source>
        <translation>
            <numerusform>%Ln new prompt</numerusform>
            <numerusform>%Ln new prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln demonstration(s)</source>
        <translation>
            <numerusform>%Ln demonstration</numerusform>
            <numerusform>%Ln demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln comparison(s)</source>
        <translation>
            <numerusform>%Ln comparison</numerusform>
            <numerusform>%Ln comparisons</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them repeated</source>
        <translation>
            <numerusform>%Ln of them repeated</numerusform>
            <numerusform>%Ln of them repeated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rating(s)</source>
        <translation>
            <numerusform>%Ln rating</numerusform>
            <numerusform>%Ln ratings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln earlier version(s)</source>
        <translation>
            <numerusform>%Ln earlier version</numerusform>
            <numerusform>%Ln earlier versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln known order(s) (gold)</source>
        <translation>
            <numerusform>%Ln known order (gold)</numerusform>
            <numerusform>%Ln known orders (gold)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped item(s)</source>
        <translation>
            <numerusform>%Ln skipped item</numerusform>
            <numerusform>%Ln skipped items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) that were there already</source>
        <translation>
            <numerusform>%Ln row that was there already</numerusform>
            <numerusform>%Ln rows that were there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) could not be used</source>
        <translation>
            <numerusform>%Ln row could not be used</numerusform>
            <numerusform>%Ln rows could not be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more</source>
        <translation>
            <numerusform>… and %Ln more</numerusform>
            <numerusform>… and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message numerus="yes">
        <source>%Ln prompt(s)</source>
        <translation>
            <numerusform>%Ln prompt</numerusform>
            <numerusform>%Ln prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln prompt(s) without an answer</source>
        <translation>
            <numerusform>%Ln prompt without an answer</numerusform>
            <numerusform>%Ln prompts without an answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln set(s) of answers to rank</source>
        <translation>
            <numerusform>%Ln set of answers to rank</numerusform>
            <numerusform>%Ln sets of answers to rank</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new demonstration(s)</source>
        <translation>
            <numerusform>%Ln new demonstration</numerusform>
            <numerusform>%Ln new demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new comparison(s)</source>
        <translation>
            <numerusform>%Ln new comparison</numerusform>
            <numerusform>%Ln new comparisons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HubOffer</name>
    <message numerus="yes">
        <source>%Ln GGUF file(s), of which one is fetched</source>
        <translation>
            <numerusform>%Ln GGUF file, of which one is fetched</numerusform>
            <numerusform>%Ln GGUF files, of which one is fetched</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{size} in %Ln file(s)</source>
        <translation>
            <numerusform>{size} in %Ln file</numerusform>
            <numerusform>{size} in %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message numerus="yes">
        <source>%Ln more file(s) after this one</source>
        <translation>
            <numerusform>%Ln more file after this one</numerusform>
            <numerusform>%Ln more files after this one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsScreen</name>
    <message numerus="yes">
        <source>%Ln answer(s) that it gave no longer say whose they are.</source>
        <translation>
            <numerusform>%Ln answer that it gave no longer says whose it is.</numerusform>
            <numerusform>%Ln answers that it gave no longer say whose they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) that ended early cannot go on.</source>
        <translation>
            <numerusform>%Ln run that ended early cannot go on.</numerusform>
            <numerusform>%Ln runs that ended early cannot go on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message numerus="yes">
        <source>%Ln to rank</source>
        <translation>
            <numerusform>%Ln to rank</numerusform>
            <numerusform>%Ln to rank</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SamplingMenu</name>
    <message numerus="yes">
        <source>%Ln sets</source>
        <comment>kept ready</comment>
        <translation>
            <numerusform>%Ln set</numerusform>
            <numerusform>%Ln sets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>%Ln more waiting</source>
        <translation>
            <numerusform>%Ln more waiting</numerusform>
            <numerusform>%Ln more waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThumbsWay</name>
    <message numerus="yes">
        <source>%Ln still to be marked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%Ln still to be marked.</numerusform>
            <numerusform>%Ln still to be marked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingCount</name>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <comment>sets of answers to rank</comment>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
