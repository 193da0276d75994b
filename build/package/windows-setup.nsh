; What the setup for Windows does besides electron-builder's own: the command `espalier` where this person's shells look for commands,
; and when the program goes, its links go with it.
; WindowsApps is on every person's path, so that no path has to be changed. A folder of the person's own name is named by its variable:
; a batch file knows no letters beyond its code page.
!define ESPALIER_COMMAND "$LOCALAPPDATA\Microsoft\WindowsApps\espalier.cmd"

!macro customInstall
  Push $0
  Push $1
  Push $2
  StrCpy $2 "$INSTDIR"
  StrLen $0 "$LOCALAPPDATA"
  StrCpy $1 "$INSTDIR" $0
  ${If} $1 == "$LOCALAPPDATA"
    StrCpy $1 "$INSTDIR" "" $0
    StrCpy $2 "%LOCALAPPDATA%$1"
  ${EndIf}
  FileOpen $0 "${ESPALIER_COMMAND}" w
  FileWrite $0 '@"$2\resources\command\espalier.cmd" %*$\r$\n'
  FileClose $0
  Pop $2
  Pop $1
  Pop $0
!macroend

!macro customUnInstall
  ; An update takes the old version away before the new one comes.
  ${IfNot} ${isUpdated}
    Delete "${ESPALIER_COMMAND}"
    ; The program has told Windows at its first start that links are its own; one that another copy has taken since stays.
    Push $0
    Push $1
    ReadRegStr $0 HKCU "Software\Classes\espalier\shell\open\command" ""
    StrLen $1 '"$INSTDIR\'
    StrCpy $0 $0 $1
    ${If} $0 == '"$INSTDIR\'
      DeleteRegKey HKCU "Software\Classes\espalier"
    ${EndIf}
    Pop $1
    Pop $0
  ${EndIf}
!macroend
